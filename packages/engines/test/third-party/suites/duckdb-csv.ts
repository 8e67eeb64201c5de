import { DuckDBBlobValue, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import {
  type Compression,
  type CsvFormat,
  describeSource,
  memoryStore,
  type SourceDescription,
} from '@parquetry/core';
import { parse } from 'csv-parse/sync';
import { INPUTS, store as put, type TextOptions } from '../../support/convert-csv.ts';
import { decodeUtf8 } from '../../support/read-table.ts';
import { suiteFile, suiteFiles, suitePath } from '../shared-files.ts';
import type { CsvCase, Records } from '../third-party-case.ts';

const FOLDER = ['duckdb-csv', 'data', 'csv'] as const;

/** What no detection can know: delimiters of several characters, as the names of the files say. */
const DELIMITERS: Readonly<Record<string, string>> = {
  'multidelimiter/aa_delim.csv': 'aa',
  'multidelimiter/aa_delim_quoted.csv': 'aa',
  'multidelimiter/aa_delim_quoted_2.csv': 'aa',
  'multidelimiter/aa_delim_small.csv': 'aa',
  'multidelimiter/aaa_delim.csv': 'aaa',
  'multidelimiter/aaaa_delim.csv': 'aaaa',
  'multidelimiter/aaaa_delim_rn.csv': 'aaaa',
  'multidelimiter/aaab_delim.csv': 'AAAB',
  'multidelimiter/aab_delim.csv': 'AAB',
  'multidelimiter/ab_delim.csv': 'ab',
  'multidelimiter/many_bytes.csv': '\\|',
};

/** By name: their delimiter. */
const MIXED_LINE_ENDS: Readonly<Record<string, string>> = {
  'auto/multi_column_string_mix.csv': '|',
  'auto/multi_column_string_mix_r_n.csv': '|',
  'test/mixed_line_endings.csv': ',',
};

/** DuckDB has no Windows-1252, and its Latin-1 refuses the bytes from 0x80 to 0x9F. */
const WINDOWS_1252: NonNullable<CsvCase['ours']> = {
  records: [['042', '42', 'â‚(']],
  because:
    'a text with bytes that are not UTF-8 is read as Windows-1252, told with what was found out; with --encoding utf-8 such rows are bad',
};

const ENCODINGS = {
  'utf-8': 'utf-8',
  'utf-16le': 'utf-16',
  'utf-16be': 'utf-16',
  'windows-1252': 'latin-1',
  latin1: 'latin-1',
} as const;

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** How DuckDB is told of a dialect. */
function parameters({ encoding, dialect }: CsvFormat, compression: Compression): string {
  const { delimiter, quote, comment, skipLines } = dialect;
  return [
    `delim = ${quoted(delimiter)}`,
    `quote = ${quoted(quote)}`,
    `escape = ${quoted(dialect.escape)}`,
    `comment = ${quoted(comment)}`,
    `skip = ${skipLines}`,
    `encoding = ${quoted(ENCODINGS[encoding])}`,
    `compression = ${quoted(compression)}`,
    'header = false, all_varchar = true',
  ].join(', ');
}

/** The client's own decoding drops a byte-order mark from the start of a value. */
const BYTES = 'encode(columns(*))';

const textOf = (value: DuckDBValue) => (value instanceof DuckDBBlobValue ? decodeUtf8(value.bytes) : '');

type Query = (sql: string) => Promise<Records>;

/** Undefined where it refuses the file. */
async function recordsOf(
  query: Query,
  path: string,
  { format, compression }: SourceDescription,
): Promise<Records | undefined> {
  if (format.kind !== 'csv') throw new Error(`${path} is taken for JSON`);
  const sql = `select ${BYTES} from read_csv(${quoted(path)}, ${parameters(format, compression)})`;
  return query(sql).catch(() => undefined);
}

const recordsByItself = (query: Query, path: string): Promise<Records | undefined> =>
  query(`select ${BYTES} from read_csv(${quoted(path)}, header = false, all_varchar = true)`).catch(
    () => undefined,
  );

/** Records of a text whose lines end in different ways, which DuckDB refuses. */
function mixedLineEnds(text: Uint8Array, delimiter: string): NonNullable<CsvCase['ours']> {
  const records = parse(Buffer.from(text), { delimiter, record_delimiter: ['\r\n', '\n', '\r'] });
  return {
    records,
    because: 'records end at LF, CRLF or CR, mixed as they come; the suite refuses a mixture',
  };
}

async function caseOf(query: Query, name: string): Promise<CsvCase> {
  const text = suiteFile(...FOLDER, name);
  const delimiter = DELIMITERS[name];
  const options: TextOptions = {
    kind: 'csv',
    hasHeader: false,
    ...(delimiter !== undefined && { delimiter }),
  };
  const store = memoryStore();
  const ref = { bucket: INPUTS, key: name };
  await put(store, ref, text);
  // DuckDB is asked about the dialect that is found: the suite is about reading, not about guessing.
  const described = await describeSource(store, ref, options).catch(() => undefined);
  const path = suitePath(...FOLDER, name);
  const records = await (described ? recordsOf(query, path, described) : recordsByItself(query, path));
  const mixed = MIXED_LINE_ENDS[name];
  const ours = mixed
    ? mixedLineEnds(text, mixed)
    : name === 'test/invalid_utf.csv'
      ? WINDOWS_1252
      : undefined;
  return { id: name, text, options, records, ...(ours && { ours }) };
}

/** DuckDB's own test files: what DuckDB reads of each in the same dialect, or that it refuses it. */
export async function duckdbCsvCases(): Promise<CsvCase[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const query: Query = async (sql) => {
    const reader = await connection.runAndReadAll(sql);
    return reader.getRows().map((row) => row.map(textOf));
  };
  try {
    const cases: CsvCase[] = [];
    for (const name of suiteFiles(...FOLDER)) cases.push(await caseOf(query, name));
    return cases;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
