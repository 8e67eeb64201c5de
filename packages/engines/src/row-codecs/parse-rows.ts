import { isUtf8 } from 'node:buffer';
import { BadInputError } from '@parquetry/core';
import { parse } from 'csv-parse/sync';
import { cellConverter } from './convert-cell.ts';
import type { CsvText } from './csv-text.ts';
import { diagnoseBadRow } from './diagnose-bad-row.ts';
import type { ParsedRows, Row } from './row.ts';

const LF = 0x0a;
const CR = 0x0d;
const UTF8_BOM = Buffer.from('\u{FEFF}');

/** The text from its header on: without byte order mark and leading blank lines. */
function fromHeader(bytes: Uint8Array): Buffer {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let start = whole.subarray(0, UTF8_BOM.length).equals(UTF8_BOM) ? UTF8_BOM.length : 0;
  while (whole[start] === LF || whole[start] === CR) start += 1;
  return whole.subarray(start);
}

function parseRecords(bytes: Uint8Array, { dialect, columns }: CsvText): Record<string, string>[] {
  const text = fromHeader(bytes);
  if (text.length === 0) throw new Error('no header');
  const names = columns.map((column) => column.name);
  return parse<Record<string, string>>(text, {
    delimiter: dialect.delimiter,
    quote: dialect.quote,
    escape: dialect.quote,
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: names.length > 1,
    columns: (header: string[]) => {
      if (header.length !== names.length) throw new Error('not the header of the plan');
      return names;
    },
  });
}

/** Gives every cell its type, in place; `undefined` when a cell breaks it. */
function typeCells(records: readonly Record<string, string>[], { columns }: CsvText): ParsedRows | undefined {
  const converters = columns.map((column) => [column.name, cellConverter(column)] as const);
  let hasWideIntegers = false;
  for (const record of records) {
    const row: Row = record;
    for (const [name, convert] of converters) {
      const value = convert(record[name]!);
      if (value === undefined) return undefined;
      if (typeof value === 'bigint') hasWideIntegers = true;
      row[name] = value;
    }
  }
  return { rows: records, hasWideIntegers };
}

/**
 * Parses a whole CSV text into typed row objects.
 *
 * @throws BadInputError worded as core's reader words it: not UTF-8, no header, a row that cannot be converted.
 */
export async function parseRows(bytes: Uint8Array, csv: CsvText): Promise<ParsedRows> {
  if (!isUtf8(bytes)) {
    const error = await diagnoseBadRow(bytes, csv);
    if (error) throw error;
  }
  let records: Record<string, string>[];
  try {
    records = parseRecords(bytes, csv);
  } catch (cause) {
    const complaint = cause instanceof Error ? cause.message : String(cause);
    throw (await diagnoseBadRow(bytes, csv)) ?? new BadInputError(`${csv.name}: ${complaint}`, { cause });
  }
  const parsed = typeCells(records, csv);
  if (parsed) return parsed;
  throw (await diagnoseBadRow(bytes, csv)) ?? new Error(`${csv.name}: a cell is refused that core accepts`);
}
