import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  avroSchema,
  type Column,
  conversionPlan,
  fileRef,
  fileStore,
  memoryStore,
  type ObjectStore,
  openRecords,
  plainCsv,
  type TableReading,
} from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { verifyOutputs } from '../../src/verification/verify-outputs.ts';
import { avroFile } from './support/avro-file.ts';
import {
  COLUMNS,
  COMMAND,
  CSV,
  ENGINE,
  mismatch,
  NAMES,
  OUTPUTS,
  put,
  queryOf,
  RECORDS,
  rightAvro,
  rightParquet,
  SOURCE,
  SQL_ROWS,
  verify,
} from './support/cases.ts';
import { parquetFile } from './support/parquet-file.ts';

describe('right outputs are verified', () => {
  it('by readers that did not write them', async () => {
    const files = { parquet: await rightParquet(), avro: await rightAvro() };
    expect(await verify(files)).toEqual({
      status: 'verified',
      verifiedBy: { parquet: 'hyparquet', avro: 'parquetry' },
    });
    expect(await verify({ ...files, writers: { parquet: 'parquet-wasm', avro: 'parquetry' } })).toEqual({
      status: 'verified',
      verifiedBy: { parquet: 'hyparquet', avro: 'avsc' },
    });
    expect(await verify({ ...files, writers: COMMAND })).toEqual({
      status: 'verified',
      verifiedBy: { parquet: 'hyparquet', avro: 'parquetry' },
    });
  });

  it('when the source is compressed, has a byte order mark, blank lines or CRLF', async () => {
    const csv = gzipSync(`\uFEFF\r\n${CSV.replaceAll('\n', '\r\n\r\n')}`);
    expect(await mismatch({ csv, parquet: await rightParquet() })).toBe('verified');
  });

  it('when there is a single column, whose blank lines are nulls', async () => {
    const columns: Column[] = [{ name: 'n', type: { kind: 'int64' }, nullable: true }];
    const parquet = await parquetFile('SELECT unnest([1::BIGINT, NULL, 3]) AS n');
    expect(await mismatch({ csv: '\nn\n1\n\n3\n', columns, parquet })).toBe('verified');
  });

  it('when there are no rows', async () => {
    const csv = CSV.slice(0, CSV.indexOf('\n') + 1);
    const parquet = await parquetFile(`${queryOf(SQL_ROWS)} WHERE false`);
    const avro = await avroFile(avroSchema({ columns: COLUMNS }), []);
    expect(await mismatch({ csv, parquet, avro })).toBe('verified');
  });
});

describe('the first difference is named', () => {
  it.each([
    ['12.5', '12.25', 'row 1, column "alt": expected 12.5, found 12.25'],
    ['12.5::DOUBLE', 'NULL::DOUBLE', 'row 1, column "alt": expected 12.5, found null'],
    [`'KLM, 2'`, `'KLM,2'`, 'row 2, column "call sign": expected "KLM, 2", found "KLM,2"'],
    ['2, NULL,', '2, 0,', 'row 2, column "alt": expected null, found 0'],
    [`'-0'`, `'0'`, 'row 3, column "alt": expected -0, found 0'],
    [
      '9007199254740993',
      '9007199254740992',
      'row 3, column "id": expected 9007199254740993, found 9007199254740992',
    ],
    [`DATE '1969-12-31'`, `DATE '1970-01-01'`, 'row 3, column "day": expected 1969-12-31, found 1970-01-01'],
    [
      '.789012Z',
      '.789Z',
      'row 1, column "at": expected 2024-02-29T12:34:56.789012Z, found 2024-02-29T12:34:56.789000Z',
    ],
  ])('when Parquet has %s replaced by %s', async (right, wrong, sentence) => {
    const rows = SQL_ROWS.map((row) => row.replace(right, wrong));
    expect(await mismatch({ parquet: await parquetFile(queryOf(rows)) })).toBe(`parquet: ${sentence}`);
  });

  it.each(['avsc', 'parquetry'])('when a cell of an Avro file by %s is wrong', async (avro) => {
    const records = RECORDS.map((record, row) => (row === 1 ? { ...record, on_ground: true } : record));
    const file = await avroFile(avroSchema({ columns: COLUMNS }), records);
    expect(await mismatch({ avro: file, writers: { ...ENGINE, avro } })).toBe(
      'avro: row 2, column "on_ground": expected false, found true',
    );
  });

  it('the earliest row counts, and within it the first column', async () => {
    const rows = [SQL_ROWS[0]!, `3, 1, 'x', true, NULL, NULL, NULL`, `4, 1, 'x', true, NULL, NULL, NULL`];
    expect(await mismatch({ parquet: await parquetFile(queryOf(rows)) })).toBe(
      'parquet: row 2, column "id": expected 2, found 3',
    );
  });

  it('far into a large file, across batches of different sizes', async () => {
    const rows = 60_000;
    const csv = `id,words\n${Array.from({ length: rows }, (_, id) => `${id},row ${id}\n`).join('')}`;
    const columns: Column[] = [
      { name: 'id', type: { kind: 'int64' }, nullable: true },
      { name: 'words', type: { kind: 'string' }, nullable: true },
    ];
    const file = (wrong: number) =>
      parquetFile(
        `SELECT i AS id, 'row ' || CASE WHEN i = ${wrong} THEN -1 ELSE i END AS words FROM range(${rows}) t(i)`,
      );
    expect(await mismatch({ csv, columns, parquet: await file(-1) })).toBe('verified');
    expect(await mismatch({ csv, columns, parquet: await file(54_321) })).toBe(
      'parquet: row 54,322, column "words": expected "row 54321", found "row -1"',
    );
  });

  it('when rows are missing or too many', async () => {
    const fewer = await parquetFile(queryOf(SQL_ROWS.slice(0, 2)));
    expect(await mismatch({ parquet: fewer })).toBe('parquet: expected 3 rows, found 2 rows');
    const more = await parquetFile(queryOf([...SQL_ROWS, SQL_ROWS[0]!]));
    expect(await mismatch({ parquet: more })).toBe('parquet: expected 3 rows, found 4 rows');
    const avro = await avroFile(avroSchema({ columns: COLUMNS }), RECORDS.slice(1, 1));
    expect(await mismatch({ avro, writers: { ...ENGINE, avro: 'parquetry' } })).toBe(
      'avro: expected 3 rows, found 0 rows',
    );
  });

  it('when a cell breaks its declared type and the row was written all the same', async () => {
    const csv = CSV.replace('12.5', '12.5x');
    expect(await mismatch({ csv, parquet: await rightParquet() })).toBe(
      'parquet: row 1, column "alt": "12.5x" is not a float64, so this row must not be written',
    );
  });

  it('when the file is missing, or no such file at all', async () => {
    expect(await mismatch({ formats: ['parquet'] })).toBe(
      'parquet: no file was written to /lab/flights.parquet',
    );
    const text = new TextEncoder().encode('this is not what you think it is');
    expect(await mismatch({ parquet: text })).toBe(
      'parquet: /lab/flights.parquet cannot be read as Parquet: file invalid (footer != PAR1)',
    );
    expect(await mismatch({ avro: text })).toMatch(/^avro: \/lab\/flights.avro \(byte 0\): .* no Avro file$/);
    expect(await mismatch({ avro: text, writers: { ...ENGINE, avro: 'parquetry' } })).toBe(
      'avro: /lab/flights.avro cannot be read: invalid magic bytes',
    );
  });

  it.each(['avsc', 'parquetry'])('when an Avro file by %s is damaged', async (avro) => {
    const file = await rightAvro();
    for (const length of [file.length - 1, 20]) {
      const cut = await verify({ avro: file.subarray(0, length), writers: { ...ENGINE, avro } });
      expect(cut.status).toBe('wrong-output');
    }
  });

  it('the source itself being unreadable is an error, not a verdict', async () => {
    await expect(verify({ csv: 'a,b\n1\n', parquet: await rightParquet() })).rejects.toThrow();
  });
});

it('every output of the plan must be there, and a plan without outputs is never right', async () => {
  const parquet = await rightParquet();
  expect(await mismatch({ parquet, formats: ['parquet', 'avro'] })).toMatch(/^avro: no file was written to/);
  expect(await mismatch({ parquet, formats: [] })).toBe('the plan has no output');
});

it('an aborted verification is no verdict', async () => {
  const store = memoryStore();
  await put(store, SOURCE, CSV);
  const request = {
    store,
    plan: conversionPlan.parse({
      source: { ref: SOURCE, compression: 'none', bytes: 1, format: plainCsv(NAMES) },
      schema: { columns: COLUMNS },
      outputs: [{ format: 'avro', ref: OUTPUTS.avro, codec: 'null' }],
    }),
    writers: ENGINE,
  };
  await expect(
    verifyOutputs({ ...request, signal: AbortSignal.abort(new Error('stopped')) }),
  ).rejects.toThrow('stopped');
});

const flights = resolve(import.meta.dirname, '../../../../../shared/data/flights');

describe.skipIf(!existsSync(flights))('real files', () => {
  const records = async (table: TableReading, names: readonly string[]) => {
    const rows: Record<string, unknown>[] = [];
    for await (const { rowCount, columns } of table.batches()) {
      for (let row = 0; row < rowCount; row += 1) {
        rows.push(Object.fromEntries(names.map((name, index) => [name, columns[index]![row]])));
      }
    }
    return rows;
  };

  it.each(['birdstrikes.csv', 'nycflights13_weather.csv', 'seattle-weather.csv'])(
    '%s is verified as Avro by both readers',
    async (name) => {
      const ref = fileRef(resolve(flights, name));
      const files = fileStore();
      const table = await openRecords(files, ref);
      const columns = table.columns.map(
        ({ name, cellType, nullable }): Column => ({ name, type: cellType, nullable }),
      );
      const schema = avroSchema({ columns });
      const rows = await records(
        table,
        schema.fields.map((field) => field.name),
      );
      const avro = await avroFile(schema, rows, 'deflate');
      const store = memoryStore();
      await put(store, OUTPUTS.avro, avro);
      const both: ObjectStore = {
        ...store,
        read: (at, options) => (at.bucket === OUTPUTS.avro.bucket ? store : files).read(at, options),
      };
      const { source } = table;
      const plan = conversionPlan.parse({
        source: { ref, compression: source.compression, bytes: source.bytes, format: source.format },
        schema: { columns },
        outputs: [{ format: 'avro', ref: OUTPUTS.avro, codec: 'deflate' }],
      });
      for (const writer of ['avsc', 'parquetry']) {
        const writers = { ...ENGINE, avro: writer };
        const verdict = await verifyOutputs({ store: both, plan, writers });
        expect(verdict.status).toBe('verified');
      }
    },
  );
});
