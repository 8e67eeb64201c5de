/** CSV to a typed table without a line of core: csv-parse, regular expressions, and the calendar of `Date`. */
import type { CellValue, TypeName } from '@parquetry/core';
import { parse } from 'csv-parse/sync';
import { column, table } from './compare-tables.ts';
import type { ReadTable } from './read-table.ts';

const MAX_DIGITS = 17;
const INTEGER = /^(0|-?[1-9][0-9]*)$/;
/** With a point or an exponent: what lacks both is an integer or text. */
const DECIMAL = /^(?=.*[.eE])-?(?=\.?[0-9])((?:0|[1-9][0-9]*)?)(?:\.([0-9]*))?(?:[eE][+-]?[0-9]+)?$/;
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const TIMESTAMP =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.([0-9]{1,6}))?)?)(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?$/;

export function parseText(csv: Uint8Array): { header: string[]; records: string[][] } {
  const [header, ...records] = parse(Buffer.from(csv), {
    bom: true,
    relax_column_count: false,
  }) as string[][];
  return { header: header!, records };
}

/** Days since 1970-01-01; undefined for a day that no calendar has. */
function dayOf(text: string): number | undefined {
  const date = new Date(`${text}T00:00:00Z`);
  const exists =
    !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) && !text.startsWith('0000');
  return exists ? date.getTime() / 86_400_000 : undefined;
}

function microsOf(text: string): { micros: bigint; zoned: boolean } | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null || dayOf(match[1]!) === undefined) return undefined;
  const [, day, timeOfDay, fraction = '', zone] = match;
  const time = timeOfDay!.replace(/\..*/, '');
  const offset =
    zone === undefined || zone === 'Z'
      ? 'Z'
      : zone.replace(/^(...):?(..)?$/, (_, h, m) => `${h}:${m ?? '00'}`);
  const millis = Date.parse(`${day}T${time.length === 5 ? `${time}:00` : time}${offset}`);
  if (Number.isNaN(millis) || time.startsWith('24')) return undefined;
  return { micros: BigInt(millis) * 1000n + BigInt(fraction.padEnd(6, '0')), zoned: zone !== undefined };
}

function isDecimal(text: string): boolean {
  const match = DECIMAL.exec(text);
  if (match === null) return false;
  const digits = `${match[1]}${match[2] ?? ''}`.replace(/^0+/, '');
  const value = Number(text);
  return digits.length <= MAX_DIGITS && Number.isFinite(value) && (value !== 0 || digits === '');
}

const isInt64 = (text: string) => INTEGER.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
const isExact = (text: string) => BigInt(Number(text)) === BigInt(text);
const oneOf =
  (...words: string[]) =>
  (text: string) =>
    words.includes(text);

/** Narrowest first: the first type that takes every value of the column is the column's. */
const candidates: readonly {
  type: TypeName;
  takes: (text: string) => boolean;
  value: (text: string) => CellValue;
}[] = [
  ...[oneOf('true', 'false'), oneOf('TRUE', 'FALSE'), oneOf('True', 'False')].map((takes) => ({
    type: 'boolean' as const,
    takes,
    value: (text: string) => text.toLowerCase() === 'true',
  })),
  { type: 'int64', takes: isInt64, value: BigInt },
  {
    type: 'float64',
    takes: (text) => (INTEGER.test(text) ? isInt64(text) && isExact(text) : isDecimal(text)),
    value: Number,
  },
  {
    type: 'date',
    takes: (text) => DATE.test(text) && dayOf(text) !== undefined,
    value: (text) => dayOf(text)!,
  },
  {
    type: 'timestamp',
    takes: (text) => microsOf(text)?.zoned === true,
    value: (text) => microsOf(text)!.micros,
  },
  {
    type: 'local_timestamp',
    takes: (text) => microsOf(text)?.zoned === false,
    value: (text) => microsOf(text)!.micros,
  },
];

/** The value of a cell in a column declared to be of the type; undefined when the cell breaks the promise. */
export function declaredValue(text: string, type: TypeName): CellValue | undefined {
  if (text === '') return null;
  if (type === 'string') return text;
  if (type === 'float64' && /^(NaN|-?Infinity)$/.test(text)) return Number(text);
  return candidates.find((one) => one.type === type && one.takes(text))?.value(text);
}

/** The table that a CSV with inferred types has to become. Names have to be unique already. */
export function parseIndependently(
  names: readonly string[],
  records: readonly (readonly string[])[],
): ReadTable {
  return table(
    ...names.map((name, at) => {
      const texts = records.map((record) => record[at]!);
      const values = texts.filter((text) => text !== '');
      const found = values.length > 0 ? candidates.find(({ takes }) => values.every(takes)) : undefined;
      const { type, value } = found ?? { type: 'string' as const, value: (text: string) => text };
      return column(
        name,
        type,
        texts.map((text) => (text === '' ? null : value(text))),
      );
    }),
  );
}
