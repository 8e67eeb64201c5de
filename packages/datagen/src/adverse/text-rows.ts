import type { Random } from '../random.ts';
import type { RowWriter } from '../row-writer.ts';

const encoder = new TextEncoder();

/** Rows that are composed as texts, line end included. */
export const textRows = (nextRow: () => string): RowWriter => ({
  writeRow: (target, at) => at + encoder.encodeInto(nextRow(), target.subarray(at)).written,
});

const MILLION = 1_000_000;

/** `digits` decimal digits, leading zeros included. */
export function randomDigits(random: Random, digits: number): string {
  let text = '';
  for (let left = digits; left > 0; left -= 6) {
    text += String(random.below(MILLION)).padStart(6, '0').slice(0, Math.min(left, 6));
  }
  return text;
}

/** Between 0 and 1, the latter excluded, with all 53 bits of a double; exact, so alike on any machine. */
export const randomUnit = (random: Random): number =>
  ((random.bits() >>> 5) * 2 ** 26 + (random.bits() >>> 6)) / 2 ** 53;

/** Words with single spaces between them. */
export function randomWords(random: Random, words: readonly string[], least: number, most: number): string {
  let text = random.pick(words);
  for (let left = random.between(least, most) - 1; left > 0; left -= 1) text += ` ${random.pick(words)}`;
  return text;
}
