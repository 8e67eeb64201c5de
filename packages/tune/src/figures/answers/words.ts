import type { Estimate } from '@parquetry/bench/record';
import type { Choice } from './candidate.ts';

/** `512 MB`, `512 MB with simd`. */
export const sizeInWords = ({ engine, memoryMb }: Choice): string =>
  `${memoryMb} MB${engine === null ? '' : ` with ${engine}`}`;

/** `256 MB, 512 MB and 1024 MB`. */
export function sizesInWords(choices: readonly Choice[]): string {
  const words = choices.map(sizeInWords);
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

const digits = (value: number) => Number(value.toPrecision(3)).toString();

const WANTED_CONFIDENCE = 0.9;

/** `99.7 (97.2 to 105)`; where few samples were taken, the confidence that the interval has. */
export function figureInWords({ confidence, high, low, median }: Estimate): string {
  if (confidence === 0) return `${digits(median)} (one sample)`;
  const reached = confidence < WANTED_CONFIDENCE ? ` at ${Math.floor(confidence * 100)} %` : '';
  return `${digits(median)} (${digits(low)} to ${digits(high)}${reached})`;
}

const percent = (share: number) => `${(Math.abs(share) * 100).toFixed(Math.abs(share) < 0.0995 ? 1 : 0)} %`;

/** `12 % cheaper (8.0 % to 15 %)`; where the interval holds zero, that it cannot be told. */
export function changeInWords(
  { high, low, median }: Estimate,
  less: string,
  more: string,
  of: string,
): string {
  if (low <= 0 && high >= 0)
    return `no distinguishable change of ${of} (${percent(low)} ${low < 0 ? less : more} to ${percent(high)} ${high > 0 ? more : less})`;
  const [near, far] = median < 0 ? [high, low] : [low, high];
  return `${percent(median)} ${median < 0 ? less : more} (${percent(near)} to ${percent(far)})`;
}
