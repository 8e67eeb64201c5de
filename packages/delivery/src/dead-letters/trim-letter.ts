import type { DeadLetter } from './dead-letter.ts';

const textOf = (letter: DeadLetter) => JSON.stringify(letter);
const bytesOf = (text: string) => Buffer.byteLength(text);

/**
 * A letter as JSON of at most so many bytes: without the record that asked for the job if that is too long, then without
 * the history; what is missing is noted. Whatever is needed to carry the job out again stays.
 */
export function trimLetter(letter: DeadLetter, mostBytes: number): string {
  const whole = textOf(letter);
  if (bytesOf(whole) <= mostBytes) return whole;
  const { record, ...rest } = letter;
  const recordBytes = bytesOf(JSON.stringify(record) ?? '');
  const note = `its record of ${recordBytes} bytes was left out: a message holds ${mostBytes} bytes`;
  const without = textOf({ ...rest, note });
  if (bytesOf(without) <= mostBytes) return without;
  return textOf({ ...rest, failures: letter.failures.slice(-1), note: `${note}; so were earlier failures` });
}
