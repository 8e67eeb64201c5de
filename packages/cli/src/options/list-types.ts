/** Parsers of option values: lists with commas. */
import { InvalidArgumentError } from 'commander';

const SMALLEST_MB = 128;
const LARGEST_MB = 10_240;
const MOST_AT_ONCE = 1_000;

function wholeNumbers(text: string, low: number, high: number): readonly number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (values.every((value) => Number.isInteger(value) && value >= low && value <= high)) {
    return [...new Set(values)].toSorted((a, b) => a - b);
  }
  throw new InvalidArgumentError(`It must be whole numbers from ${low} to ${high}, with commas between.`);
}

/** `128,512,1769`: memory sizes of functions, in MB. */
export const memorySizes = (text: string) => wholeNumbers(text, SMALLEST_MB, LARGEST_MB);

/** `1,4,16`: events at once. */
export const concurrencies = (text: string) => wholeNumbers(text, 1, MOST_AT_ONCE);
