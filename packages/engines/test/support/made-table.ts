import type { CellValue } from '@parquetry/core';
import { column, table } from './compare-tables.ts';
import type { ReadTable } from './read-table.ts';

export interface MadeTable {
  readonly csv: string;
  readonly expected: ReadTable;
}

// In UTF-16 the last sorts before the third, in UTF-8 behind it.
const WORDS = ['alpha', 'Ω', '\uFFFF', '😀'] as const;

const isoDate = (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10);

function isoMicros(micros: bigint): string {
  const millis = micros / 1000n - (micros % 1000n < 0n ? 1n : 0n);
  const rest = String(micros - millis * 1000n).padStart(3, '0');
  return new Date(Number(millis)).toISOString().replace('Z', `${rest}Z`);
}

/** A table of any length with a column of each type, nulls in each, few and many different strings. */
export function makeTable(rows: number): MadeTable {
  const every = (step: number, value: (row: number) => CellValue): CellValue[] =>
    Array.from({ length: rows }, (_, row) => (row % step === step - 1 ? null : value(row)));
  const b = every(7, (row) => row % 3 === 0);
  const n = every(11, (row) => BigInt(row) * 7919n - 400_000n);
  const f = every(13, (row) => (row - 1000) / 8 + 0.0625);
  const d = every(17, (row) => ((row * 37) % 80_000) - 40_000);
  const t = every(5, (row) => BigInt(row) * 43_199_123_457n);
  const w = every(19, (row) => WORDS[row % WORDS.length]!);
  const u = every(23, (row) => `row "${row}", unlike any other`);
  const text: readonly ((value: CellValue) => string)[] = [
    String,
    String,
    String,
    (value) => isoDate(Number(value)),
    (value) => isoMicros(value as bigint),
    String,
    (value) => `"${String(value).replaceAll('"', '""')}"`,
  ];
  const columns = [b, n, f, d, t, w, u];
  const lines = Array.from({ length: rows }, (_, row) =>
    columns.map((values, at) => (values[row] === null ? '' : text[at]!(values[row]!))).join(','),
  );
  return {
    csv: `b,n,f,d,t,w,u\n${lines.join('\n')}\n`,
    expected: table(
      column('b', 'boolean', b),
      column('n', 'int64', n),
      column('f', 'float64', f),
      column('d', 'date', d),
      column('t', 'timestamp', t),
      column('w', 'string', w),
      column('u', 'string', u),
    ),
  };
}
