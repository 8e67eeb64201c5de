import { isUtf8 } from 'node:buffer';
import { type Column, type ConversionPlan, type CsvFormat, isPlain } from '@parquetry/core';
import { parse } from 'csv-parse/sync';
import { cellConverter } from './convert-cell.ts';
import type { ParsedRows, Row } from './row.ts';

const LF = 0x0a;
const CR = 0x0d;
const UTF8_BOM = Buffer.from('\u{FEFF}');

/** A source that csv-parse reads as core does, as long as nothing is wrong with it. */
interface QuickSource {
  readonly format: CsvFormat;
  readonly columns: readonly Column[];
  readonly mostRecordBytes: number;
}

function isOrdinary({ encoding, dialect, hasHeader, nulls, quotedEmpty }: CsvFormat): boolean {
  const isText = encoding === 'utf-8' && isPlain(dialect) && hasHeader && dialect.skipLines === 0;
  return isText && nulls.length === 0 && quotedEmpty === 'null';
}

function quickSource({ source, schema: { columns } }: ConversionPlan): QuickSource | undefined {
  const { format, limits } = source;
  if (format.kind !== 'csv' || !isOrdinary(format)) return undefined;
  const { names } = format;
  if (names.length !== columns.length || names.length > limits.columns) return undefined;
  if (names.some((name, index) => name !== columns[index]!.name)) return undefined;
  return { format, columns, mostRecordBytes: Math.min(limits.recordBytes, limits.fieldBytes) };
}

/** The text from its header on: without byte order mark and leading blank lines. */
function fromHeader(whole: Buffer): Buffer {
  let start = whole.subarray(0, UTF8_BOM.length).equals(UTF8_BOM) ? UTF8_BOM.length : 0;
  while (whole[start] === LF || whole[start] === CR) start += 1;
  return whole.subarray(start);
}

/**
 * csv-parse's limit, which lets one more pass, counts the UTF-16 units of a record's fields. A unit is up to three
 * bytes in the text, a field has two quotes and a delimiter: within this limit no record has more bytes than allowed.
 * 0: none is needed.
 */
function recordLimit(bytes: number, mostRecordBytes: number, width: number): number {
  if (bytes <= mostRecordBytes) return 0;
  const units = Math.floor(mostRecordBytes / 3) - width - 1;
  if (units < 1) throw new Error('records may be too short to tell');
  return units;
}

function parseRecords(text: Buffer, source: QuickSource): Record<string, string>[] {
  if (text.length === 0) throw new Error('no header');
  const { format, mostRecordBytes } = source;
  const { dialect, names } = format;
  return parse<Record<string, string>>(text, {
    delimiter: dialect.delimiter,
    quote: dialect.quote,
    escape: dialect.escape,
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: names.length > 1,
    max_record_size: recordLimit(text.length, mostRecordBytes, names.length),
    columns: (header: string[]) => {
      if (header.length !== names.length) throw new Error('not the header of the plan');
      return [...names];
    },
  });
}

/** Gives every cell its type, in place; `undefined` when a cell breaks it. */
function typeCells(
  records: readonly Record<string, string>[],
  columns: readonly Column[],
): ParsedRows | undefined {
  const converters = columns.map((column) => [column.name, cellConverter(column)] as const);
  let hasWideIntegers = false;
  for (const record of records) {
    const row: Row = record;
    for (const [name, convert] of converters) {
      const text = record[name]!;
      const value = convert(text === '' ? null : text);
      if (value === undefined) return undefined;
      if (typeof value === 'bigint') hasWideIntegers = true;
      row[name] = value;
    }
  }
  const counts = { read: records.length, written: records.length, rejected: 0, padded: 0 };
  return { rows: records, hasWideIntegers, counts, rejectedRows: [], rejects: new Uint8Array() };
}

/** csv-parse takes a NUL byte after a closing quote for the end of the text, and then for part of the field. */
const isReadable = (whole: Buffer) => isUtf8(whole) && !whole.includes(0);

/**
 * Parses a whole CSV text into typed row objects with csv-parse; `undefined` when the text is not of the kind that this
 * can be done with, or something in it is wrong or contradicts the schema.
 */
export function parseQuickly(bytes: Uint8Array, plan: ConversionPlan): ParsedRows | undefined {
  const source = quickSource(plan);
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (source === undefined || !isReadable(whole)) return undefined;
  let records: Record<string, string>[];
  try {
    records = parseRecords(fromHeader(whole), source);
  } catch {
    return undefined;
  }
  return typeCells(records, source.columns);
}
