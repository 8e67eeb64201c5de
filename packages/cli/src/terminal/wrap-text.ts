import type { Writable } from 'node:stream';
import type { Terminal } from './terminal.ts';

/** Columns of a terminal; endless where it is none, or does not say. */
export function widthOf(stream: Writable, isTerminal: boolean): number {
  const columns = isTerminal && 'columns' in stream ? Number(stream.columns) : 0;
  return columns > 0 ? columns : Number.POSITIVE_INFINITY;
}

/** Of where answers go to. */
export const answerWidth = ({ isAnsweringToTerminal, stdout }: Terminal): number =>
  widthOf(stdout, isAnsweringToTerminal);

/** Breaks between words so that no line is wider, as far as its words allow; lines after the first are indented. */
export function wrapText(text: string, width: number, indent = 0): string {
  const lines: string[] = [];
  const [first = '', ...words] = text.split(' ');
  let line = first;
  for (const word of words) {
    const longer = `${line} ${word}`;
    if (longer.length <= width || line.trim() === '') line = longer;
    else {
      lines.push(line);
      line = ' '.repeat(indent) + word;
    }
  }
  return [...lines, line].join('\n');
}
