/** What a CSV text holds according to others: csv-parse, and whoever wrote it. */
import { isUtf8 } from 'node:buffer';
import type { CsvFormat } from '@parquetry/core';
import { parse } from 'csv-parse/sync';
import type { MeantCell } from '../cases/fuzz-case.ts';
import type { Reading } from '../conversion/read-case.ts';
import { exactly, type Finding, show } from './finding.ts';

const BYTE_ORDER_MARK = '\uFEFF';

/** Dialects that csv-parse reads exactly as Parquetry means them. */
const isShared = ({ encoding, dialect }: CsvFormat): boolean =>
  encoding === 'utf-8' &&
  dialect.escape === dialect.quote &&
  dialect.comment === '' &&
  !dialect.trim &&
  !dialect.trailingDelimiter &&
  dialect.skipLines === 0;

/** A NUL behind a closing quote is the end of the text to csv-parse. */
const isClean = (bytes: Uint8Array) => isUtf8(bytes) && !bytes.includes(0);

/** Every reading of quotes and nulls left aside: what was quoted is a value, what was not is null when empty. */
export const asWritten = (format: CsvFormat): CsvFormat => ({ ...format, nulls: [], quotedEmpty: 'string' });

/** Records as csv-parse reads them, header left out; `undefined` when it does not, or refuses to. */
export function csvParseRecords(bytes: Uint8Array, format: CsvFormat): MeantCell[][] | undefined {
  if (!isShared(format) || !isClean(bytes)) return undefined;
  const { delimiter, quote } = format.dialect;
  const text = Buffer.from(bytes).toString('utf8');
  const unmarked = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  // Without a header a blank line is a record of one field.
  const table = format.hasHeader ? unmarked.replace(/^[\r\n]+/, '') : unmarked;
  try {
    const records: MeantCell[][] = parse(table, {
      delimiter,
      quote: quote === '' ? null : quote,
      escape: quote === '' ? null : quote,
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: format.names.length > 1,
      cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
    });
    if (records.some((record) => record.length !== format.names.length)) return undefined;
    return format.hasHeader ? records.slice(1) : records;
  } catch {
    return undefined;
  }
}

/** Where a reading differs from what is expected of it. */
export function unexpected(
  check: string,
  expected: readonly (readonly MeantCell[])[],
  { rows, tally, failure, rejects }: Reading,
): Finding | undefined {
  if (failure) return { check, details: `expected ${expected.length} rows, found ${show(failure)}` };
  if (tally.rejected > 0) return { check, details: `nothing is wrong, but rows are rejected: ${rejects}` };
  if (rows.length !== expected.length) {
    return { check, details: `expected ${expected.length} rows, found ${rows.length}` };
  }
  for (const [index, row] of rows.entries()) {
    if (exactly(row) === exactly(expected[index])) continue;
    return { check, details: `row ${index + 1}: expected ${show(expected[index])}, found ${show(row)}` };
  }
  return undefined;
}
