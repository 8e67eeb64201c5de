/** What JSON records hold according to `JSON.parse`. */
import type { CellValue, JsonFormat } from '@parquetry/core';
import { exactly, show } from './finding.ts';

/** A number with all its digits. */
class Digits {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

type Json = null | boolean | string | Digits | readonly Json[] | { readonly [key: string]: Json };

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;

const keepDigits: Reviver = (_key, value, { source }) =>
  typeof value === 'number' ? new Digits(source!) : value;

const parse = (text: string): Json =>
  JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown) as Json;

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Digits);

function countKeys(value: Json): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item: Json) => sum + countKeys(item), 0);
  if (!isObject(value)) return 0;
  return Object.values(value).reduce((sum: number, item) => sum + 1 + countKeys(item), 0);
}

const KEY = /"(?:[^"\\]|\\.)*"(\s*:)?/gs;

/** Keys that occur twice are read as the last one here; others may see it otherwise. */
function hasDoubledKeys(text: string, values: readonly Json[]): boolean {
  const written = [...text.matchAll(KEY)].filter(([, colon]) => colon !== undefined).length;
  return written !== values.reduce((sum: number, value) => sum + countKeys(value), 0);
}

function recordsIn(text: string, { layout, member }: JsonFormat): readonly Json[] {
  if (layout === 'lines')
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(parse);
  const whole = parse(text);
  const records = member === undefined ? whole : isObject(whole) ? whole[member] : undefined;
  if (!Array.isArray(records)) throw new TypeError('no records');
  return records;
}

/** The records of a text; `undefined` when it is not well-formed, or can be read in two ways. */
export function jsonRecords(bytes: Uint8Array, format: JsonFormat): readonly Json[] | undefined {
  if (format.encoding === 'windows-1252' || format.encoding === 'latin1') return undefined;
  try {
    const text = new TextDecoder(format.encoding, { fatal: true }).decode(bytes);
    const records = recordsIn(text, format);
    const whole = format.layout === 'lines' ? records : [parse(text)];
    const isRegular = records.every((record) =>
      format.records === 'arrays' ? Array.isArray(record) : isObject(record),
    );
    return isRegular && !hasDoubledKeys(text, whole) ? records : undefined;
  } catch {
    return undefined;
  }
}

const UNKNOWN = Symbol('unknown');

/** The value at a path; `UNKNOWN` where the way leads through something that is no object. */
function valueAt(record: Json, path: readonly string[]): Json | undefined | typeof UNKNOWN {
  let value: Json | undefined = record;
  for (const [depth, key] of path.entries()) {
    if (Array.isArray(value) && depth === 0) value = value[Number(key)];
    else if (isObject(value)) value = Object.hasOwn(value, key) ? value[key] : undefined;
    else return value === null || value === undefined ? undefined : UNKNOWN;
  }
  return value;
}

function isJsonOf(text: CellValue, value: Json): boolean {
  try {
    return typeof text === 'string' && exactly(parse(text)) === exactly(value);
  } catch {
    return false;
  }
}

function fitsJson(value: Json, type: string, cell: CellValue): boolean {
  if (type === 'string') return (typeof value === 'string' && cell === value) || isJsonOf(cell, value);
  if (value instanceof Digits) {
    if (type === 'int64') return typeof cell === 'bigint' && String(cell) === value.source;
    return type === 'float64' && Object.is(Number(value.source), cell);
  }
  return typeof value === 'boolean' ? cell === value : typeof value === 'string';
}

/** The first cell that does not say what its record says. */
export function misreadJson(
  records: readonly Json[],
  { fields, nested }: JsonFormat,
  types: readonly string[],
  cells: readonly (readonly CellValue[])[],
): string | undefined {
  for (const [index, { path, name }] of fields.entries()) {
    for (const [row, record] of records.entries()) {
      const value = valueAt(record, path);
      const cell = cells[index]?.[row] ?? null;
      if (value === UNKNOWN || (isObject(value) && nested === 'flatten')) continue;
      const isRight =
        value === undefined || value === null
          ? cell === null || isJsonOf(cell, null)
          : fitsJson(value, types[index]!, cell);
      if (!isRight) {
        return `row ${row + 1}, ${show(name)} (${types[index]}): ${show(value)} in the text, ${show(cell)} in the output`;
      }
    }
  }
  return undefined;
}
