import type { Terminal } from './terminal.ts';

/** Columns of the terminal that answers go to; endless where they go to a file or a pipe. */
export function answerWidth({ isAnsweringToTerminal, stdout }: Terminal): number {
  if (!isAnsweringToTerminal || !('columns' in stdout)) return Number.POSITIVE_INFINITY;
  return typeof stdout.columns === 'number' && stdout.columns > 0 ? stdout.columns : Number.POSITIVE_INFINITY;
}

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
