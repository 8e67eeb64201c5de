import { InvalidArgumentError } from 'commander';

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return value;
}

export function anyInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
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

export function oneByte(text: string): string {
  const delimiter = text === '\\t' || text === 'tab' ? '\t' : text;
  if (!/^[^\r\n"\u0080-\uffff]$/.test(delimiter)) {
    throw new InvalidArgumentError('It must be one ASCII character other than the quote, or tab.');
  }
  return delimiter;
}

/** Gathers an option that may be repeated. */
export const collect = (text: string, before: readonly string[]) => [...before, text];
