/** Real files, whose cells are known from two other parsers. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { type OutputFormat, uniqueColumnNames } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { engineNames } from '../../src/index.ts';
import { expectTable } from '../support/check-shape.ts';
import { convertText } from '../support/convert-csv.ts';
import { complaints, readersFor, underAvroNames } from '../support/independent-readers.ts';
import { openedFor } from '../support/open-engine.ts';
import { parseIndependently, parseText } from '../support/parse-independently.ts';
import type { ReadTable } from '../support/read-table.ts';

const DATA = resolve(import.meta.dirname, '../../../../../shared/data');
const isHere = existsSync(DATA);

interface Oracle {
  readonly records: number;
  readonly columns: number;
  readonly header_names: readonly string[];
  readonly encoding: string;
  readonly delimiter: string;
  readonly cells_sha256: string;
}

/** Of JSON. */
interface KeyOracle {
  readonly present: number;
  readonly null: number;
  readonly types: Readonly<Record<'int' | 'str', number>>;
  readonly min: number | null;
  readonly max: number | null;
}

interface JsonOracle {
  readonly records: number;
  readonly columns: Readonly<Record<string, KeyOracle>>;
}

interface RealFile {
  readonly name: string;
  readonly path: string;
  readonly oracle: Oracle;
}

function oracles<Of>(): Readonly<Record<string, Of>> {
  return isHere ? JSON.parse(readFileSync(resolve(DATA, 'expected.json'), 'utf8')) : {};
}

function realFiles(): RealFile[] {
  return Object.entries(oracles<Oracle>())
    .filter(([original]) => original.endsWith('.csv'))
    .map(([original, oracle]) => ({ name: basename(original), oracle }))
    .flatMap(({ name, oracle }) =>
      [`flights/${name}`, `flights/${name}.gz`]
        .map((path) => resolve(DATA, path))
        .filter((path) => existsSync(path))
        .map((path) => ({ name, path, oracle })),
    );
}

const WEATHER = resolve(DATA, 'flights/nycflights13_weather.csv');

const jsonFiles = () =>
  Object.entries(oracles<JsonOracle>())
    .filter(([original]) => original.endsWith('.json'))
    .map(([original, oracle]) => ({ name: basename(original), path: resolve(DATA, original), oracle }));

/** One compact JSON array of strings per record, null as the empty string. */
function cellsSha256({ rowCount, columns }: ReadTable): string {
  const digest = createHash('sha256');
  for (let row = 0; row < rowCount; row += 1) {
    digest.update(`${JSON.stringify(columns.map(({ values }) => values[row] ?? ''))}\n`);
  }
  return digest.digest('hex');
}

/** Engines that go row by row would take most of the time of all tests for the largest files: they are given their beginning. */
const ROW_BY_ROW = ['sequential', 'worker-pool'];
const MOST_ROWS_ROW_BY_ROW = 15_000;

interface Given {
  readonly key: string;
  readonly content: Uint8Array;
  readonly records: number;
  readonly cellsSha256: string;
}

const textOf = ({ path }: RealFile): Buffer =>
  path.endsWith('.gz') ? gunzipSync(readFileSync(path)) : readFileSync(path);

function beginningOf(file: RealFile): Given {
  const text = textOf(file);
  let end = 0;
  for (let line = 0; line <= MOST_ROWS_ROW_BY_ROW; line += 1) end = text.indexOf('\n', end) + 1;
  const content = text.subarray(0, end);
  const digest = createHash('sha256');
  for (const record of parseText(content).records) digest.update(`${JSON.stringify(record)}\n`);
  return {
    key: `beginning of ${file.name}`,
    content,
    records: MOST_ROWS_ROW_BY_ROW,
    cellsSha256: digest.digest('hex'),
  };
}

function givenTo(engine: string, file: RealFile): Given {
  const { records, cells_sha256 } = file.oracle;
  if (ROW_BY_ROW.includes(engine) && records > MOST_ROWS_ROW_BY_ROW * 2) return beginningOf(file);
  return { key: file.name, content: readFileSync(file.path), records, cellsSha256: cells_sha256 };
}

/** Parsed once for all engines that are given the same. */
const independentTables = new Map<string, ReadTable>();

function independentTable(file: RealFile, { key, content }: Given, names: readonly string[]): ReadTable {
  let known = independentTables.get(key);
  if (known === undefined) {
    const { records } = parseText(key === file.name ? textOf(file) : content);
    known = parseIndependently(names, records);
    independentTables.set(key, known);
  }
  return known;
}

/** Row by row, the largest file takes its time, above all beside other tests. */
const TIMEOUT_MS = 240_000;

const FORMATS: readonly OutputFormat[] = ['parquet', 'avro'];

describe.skipIf(!isHere)('Real data', { timeout: TIMEOUT_MS }, () => {
  describe.each(engineNames)('by %s', (name) => {
    const opened = openedFor(name);

    it.each(realFiles())('$name keeps every cell as text', async (file) => {
      const { engine, session, store } = opened;
      const { oracle } = file;
      const given = givenTo(name, file);
      const converted = await convertText(session, store, given.content, { declared: 'strings' });
      if (converted.status === 'unsupported') throw new Error(converted.because);
      const { format: found } = converted.plan.source;
      if (found.kind !== 'csv') throw new Error('taken for JSON');
      expect([found.encoding, found.dialect.delimiter, found.hasHeader]).toEqual([
        oracle.encoding,
        oracle.delimiter,
        true,
      ]);
      // The oracle has the first of many names.
      const { names } = uniqueColumnNames(oracle.header_names);
      expect(found.names.slice(0, names.length)).toEqual(names);
      expect(converted.result.rows).toEqual({
        read: given.records,
        written: given.records,
        rejected: 0,
        padded: 0,
      });
      for (const format of FORMATS) {
        const [reader] = readersFor(engine, format);
        const read = await reader!.read(converted[format]);
        expect([read.rowCount, read.columns.length], format).toEqual([given.records, oracle.columns]);
        expect(cellsSha256(read), `${format} read by ${reader!.library}`).toBe(given.cellsSha256);
      }
    });

    it.each(realFiles())('$name has the types and values of its text', async (file) => {
      const { engine, session, store } = opened;
      const given = givenTo(name, file);
      const converted = await convertText(session, store, given.content);
      if (converted.status === 'unsupported') throw new Error(converted.because);
      const names = converted.plan.schema.columns.map((column) => column.name);
      const expected = independentTable(file, given, names);
      const parquet = readersFor(engine, 'parquet').filter(({ library }) => library !== 'parquet-wasm');
      // In turn for large files, all of them for small ones.
      const using = expected.rowCount > 100_000 ? parquet.slice(0, 1) : parquet;
      expect(await complaints(converted.parquet, expected, using)).toEqual([]);
      const [avroReader] = readersFor(engine, 'avro');
      expect(await complaints(converted.avro, underAvroNames(expected), [avroReader!])).toEqual([]);
    });

    it.skipIf(!existsSync(WEATHER))('nycflights13_weather.csv has numbers where NA is null', async () => {
      const { engine, session, store } = opened;
      const content = readFileSync(WEATHER);
      const converted = await convertText(session, store, content, { nulls: ['NA'] });
      if (converted.status === 'unsupported') throw new Error(converted.because);
      const { header, records } = parseText(content);
      const cells = records.map((record) => record.map((cell) => (cell === 'NA' ? '' : cell)));
      const expected = parseIndependently(header, cells);
      expect(expected.columns.filter(({ type }) => type === 'float64').length).toBeGreaterThan(5);
      await expectTable({ engine, session, store }, converted, expected);
    });

    it.each(jsonFiles())('$name has the kinds and values of its keys', async ({ path, oracle }) => {
      const { engine, session, store } = opened;
      const converted = await convertText(session, store, readFileSync(path));
      if (converted.status === 'unsupported') throw new Error(converted.because);
      const { records } = oracle;
      expect(converted.result.rows).toEqual({ read: records, written: records, rejected: 0, padded: 0 });
      const rows: Record<string, string | number>[] = JSON.parse(readFileSync(path, 'utf8'));
      for (const format of FORMATS) {
        const { columns } = await readersFor(engine, format)[0]!.read(converted[format]);
        expect(columns.map((column) => column.name)).toEqual(Object.keys(oracle.columns));
        for (const { name: key, type, values } of columns) {
          const { types, min, max } = oracle.columns[key]!;
          expect(type, key).toBe(types.int ? 'int64' : 'string');
          const expected = rows.map((row) => (types.int ? BigInt(row[key]!) : row[key]!));
          expect(isDeepStrictEqual(values, expected), `${format} ${key}`).toBe(true);
          if (!types.int) continue;
          const numbers = values.map(Number);
          expect([Math.min(...numbers), Math.max(...numbers)]).toEqual([min, max]);
        }
      }
    });
  });
});
