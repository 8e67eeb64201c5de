import type { Writable } from 'node:stream';

export interface LiveLine extends Disposable {
  /** Takes the place of what was shown before: the first of the texts that fits, or the last one, cut. */
  show(...texts: readonly string[]): void;
  /** Stays above the line. */
  say(text: string): void;
}

const CLEAR = '\r\u001b[K';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const DEFAULT_COLUMNS = 80;

const columnsOf = (stream: Writable): number =>
  'columns' in stream && typeof stream.columns === 'number' ? stream.columns : DEFAULT_COLUMNS;

/** `███░░░`, for a share from 0 to 1. */
export function barText(share: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}

/** The last line of a terminal, cut to its width; gone when it is disposed of. */
export function liveLine(stream: Writable): LiveLine {
  let shown = '';
  // However the process ends.
  const showCursor = () => stream.write(SHOW_CURSOR);
  process.once('exit', showCursor);
  stream.write(HIDE_CURSOR);
  return {
    show(...texts) {
      const width = columnsOf(stream) - 1;
      const fitting = texts.find((text) => text.length <= width) ?? texts.at(-1) ?? '';
      shown = fitting.slice(0, width);
      stream.write(CLEAR + shown);
    },
    say(text) {
      stream.write(`${CLEAR}${text}\n${shown}`);
    },
    [Symbol.dispose]() {
      process.off('exit', showCursor);
      stream.write(CLEAR + SHOW_CURSOR);
    },
  };
}
