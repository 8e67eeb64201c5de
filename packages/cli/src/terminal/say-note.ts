import { say, type Terminal } from './terminal.ts';
import { widthOf, wrapText } from './wrap-text.ts';

/** Something one should know, beside the answer: broken to the width of the terminal, one line elsewhere. */
export function sayNote(terminal: Terminal, text: string): void {
  say(terminal, wrapText(`note: ${text}`, widthOf(terminal.stderr, terminal.isInteractive), 2));
}
