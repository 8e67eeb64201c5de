/** Parsers of option values: numbers and sizes. */
import { InvalidArgumentError } from 'commander';

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return value;
}

export function anyInteger(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('It must be a whole number from 0.');
  return value;
}

const SIZE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  ki: 1024,
  mi: 1 << 20,
  gi: 1 << 30,
};

/** `64MB`, `1.5GB`, `64MiB`, `1000` */
export function byteCount(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]i?)?b?$/i.exec(text);
  const bytes = match ? Math.round(Number(match[1]) * SIZE_UNITS[(match[2] ?? '').toLowerCase()]!) : 0;
  if (bytes < 1) throw new InvalidArgumentError('It must be a size such as 500kB, 64MB or 1.5GiB.');
  return bytes;
}

/** A size, or all there is. */
export const sampleSize = (text: string): number | 'all' => (text === 'all' ? 'all' : byteCount(text));

/** `12`: so many rows. `0.1%`: such a part of all rows. */
export function rowAllowance(text: string): { readonly rows: number } | { readonly fraction: number } {
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(text);
  if (percent === null) {
    if (!/^\d+$/.test(text)) {
      throw new InvalidArgumentError('It must be a number of rows, or a part of them such as 0.1%.');
    }
    return { rows: anyInteger(text) };
  }
  const fraction = Number(percent[1]) / 100;
  if (fraction > 1) throw new InvalidArgumentError('It must be at most 100%.');
  return { fraction };
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('It must be a number above 0.');
  }
  return value;
}

/** A part of something, from 0 to 1. */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError('It must be a number from 0 to 1.');
  }
  return value;
}
