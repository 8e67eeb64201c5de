import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import {
  type AvroSummary,
  type CsvSummary,
  type FileSummary,
  type ParquetSummary,
  parseColumnList,
  readTable,
  type SummaryOptions,
  summarizeFile,
} from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { REF, readBytes, readShared, sharedPath, storeOf } from './support/files.ts';
import { avroOf, recordSchema } from './support/write-avro.ts';
import { parquetOf } from './support/write-parquet.ts';

async function summary<T extends FileSummary>(
  bytes: Uint8Array | string,
  options?: SummaryOptions,
): Promise<T> {
  const found = await summarizeFile(await storeOf(bytes), REF, options);
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  return found as T;
}

describe('the summary of a Parquet file', () => {
  it('shows who wrote it, its row groups, their chunks and readable statistics', async () => {
    const file = await parquetOf(
      `SELECT i::BIGINT AS id, CASE WHEN i % 4 = 0 THEN NULL ELSE 'w' || i END AS words,
        TIMESTAMPTZ '2024-02-29 00:00:00Z' + INTERVAL (i) SECOND AS at, (i / 8)::DECIMAL(9,2) AS price,
        DATE '2024-02-29' AS day, (i % 2 = 0) AS even, (i / 4)::DOUBLE AS quarter, ['x', i::VARCHAR] AS tags
      FROM range(5000) t(i)`,
      "COMPRESSION zstd, ROW_GROUP_SIZE 4096, KV_METADATA {origin: 'test'}",
    );
    const found = await summary<ParquetSummary>(file, { headRows: 2 });
    expect(found).toMatchObject({
      format: 'parquet',
      bytes: file.length,
      rows: 5000,
      metadataKeys: ['origin'],
      createdBy: expect.stringContaining('DuckDB'),
    });
    expect(found.columns.map(({ name, type, nulls }) => `${name}: ${type}, ${nulls} nulls`)).toEqual([
      'id: int64, 0 nulls',
      'words: string, 1250 nulls',
      'at: timestamp, 0 nulls',
      'price: decimal(9,2), 0 nulls',
      'day: date, 0 nulls',
      'even: boolean, 0 nulls',
      'quarter: float64, 0 nulls',
      'tags: list<string>, 0 nulls',
    ]);
    expect(found.rowGroups.map(({ rows }) => rows)).toEqual([4096, 904]);
    const [first] = found.rowGroups;
    const limits = first!.columns.map(({ path, statistics }) => [path, statistics?.min, statistics?.max]);
    expect(Object.fromEntries(limits.map(([path, ...rest]) => [path, rest]))).toMatchObject({
      id: ['0', '4095'],
      words: ['w1', 'w999'],
      at: ['2024-02-29T00:00:00Z', '2024-02-29T01:08:15Z'],
      price: ['0.00', '511.88'],
      day: ['2024-02-29', '2024-02-29'],
      quarter: [0, 1023.75],
    });
    expect(first!.columns[0]).toMatchObject({ codec: 'zstd', values: 4096, statistics: { nulls: 0 } });
    expect(first!.columns.every((column) => column.encodings.length > 0 && column.compressedBytes > 0)).toBe(
      true,
    );
    expect(found.schema.split('\n').slice(1, 4)).toEqual([
      '  optional int64 id (INTEGER(64,signed));',
      '  optional byte_array words (STRING);',
      '  optional int64 at (TIMESTAMP(MICROS,UTC));',
    ]);
    expect(found.head).toEqual([
      ['0', null, '2024-02-29T00:00:00Z', '0.00', '2024-02-29', true, 0, '["x","0"]'],
      ['1', 'w1', '2024-02-29T00:00:01Z', '0.13', '2024-02-29', false, 0.25, '["x","1"]'],
    ]);
  });

  it('of no rows has no row groups and no head', async () => {
    const file = await parquetOf('SELECT 1::BIGINT AS id WHERE false');
    expect(await summary<ParquetSummary>(file)).toMatchObject({ rows: 0, rowGroups: [], head: [] });
  });

  it.skipIf(!existsSync(sharedPath('data/flights/flights-200k.parquet')))(
    'works on a third-party file',
    async () => {
      const found = await summary<ParquetSummary>(await readShared('data/flights/flights-200k.parquet'));
      expect(found).toMatchObject({ rows: 231_083, rowGroups: [{ rows: 124_928 }, { rows: 106_155 }] });
      expect(found.columns.map(({ type }) => type)).toEqual(['int16', 'int16', 'float32']);
      expect(found.head).toHaveLength(10);
    },
  );
});

it('the summary of an Avro file shows codec, blocks, sizes, schema and marker', async () => {
  const schema = recordSchema({ id: 'long', words: ['null', 'string'] });
  const records = Array.from({ length: 100 }, (_, id) => ({
    id: BigInt(id),
    words: id % 5 ? `w${id}` : null,
  }));
  const found = await summary<AvroSummary>(
    await avroOf(schema, records, { codec: 'deflate', blockSize: 128 }),
    {
      headRows: 1,
    },
  );
  expect(found).toMatchObject({
    format: 'avro',
    rows: 100,
    codec: 'deflate',
    metadataKeys: ['avro.schema', 'avro.codec'],
    syncMarker: Buffer.from('0123456789abcdef').toString('hex'),
    schema,
    columns: [
      { name: 'id', type: 'int64', physical: 'long', nullable: false, nulls: 0 },
      { name: 'words', type: 'string', physical: 'string', nullable: true, nulls: 20 },
    ],
    head: [['0', null]],
  });
  expect(found.blocks.count).toBeGreaterThan(1);
  expect(found.blocks.mostRows).toBeLessThan(100);
  const framing = found.blocks.count * 16;
  expect(found.headerBytes + found.blocks.storedBytes + framing).toBeLessThan(found.bytes);
});

describe('the summary of a CSV file', () => {
  it('shows the dialect, the inferred types, nulls and renamed columns', async () => {
    const text = '\uFEFFid;;id\r\n1;a;0042\r\n2;"b;\r\nc";\r\n';
    expect(await summary<CsvSummary>(gzipSync(text))).toMatchObject({
      format: 'csv',
      rows: 2,
      delimiter: ';',
      quote: '"',
      newline: 'CRLF',
      compression: 'gzip',
      encoding: 'UTF-8 with byte order mark',
      renamed: [
        { index: 1, from: '', to: 'column1' },
        { index: 2, from: 'id', to: 'id_2' },
      ],
      columns: [
        { name: 'id', type: 'int64', nulls: 0 },
        { name: 'column1', type: 'string', nulls: 0 },
        { name: 'id_2', type: 'string', nulls: 1 },
      ],
      head: [
        ['1', 'a', '0042'],
        ['2', 'b;\r\nc', null],
      ],
    });
  });

  it.each([
    ['a,b\n1,2\n', 'LF'],
    ['a,b\r1,2\r', 'CR'],
    ['a,b\n1,2\r\n3,4\n', 'mixed'],
    ['a,b\n1,"2"', 'none'],
  ])('of %j says its records end with %s', async (text, newline) => {
    expect((await summary<CsvSummary>(text)).newline).toBe(newline);
  });

  it('takes declared types, and names the cell that breaks one', async () => {
    const declared = parseColumnList('a:string,b:float64');
    const found = await summary<CsvSummary>('a,b\n1,2\n', { declared });
    expect(found.columns.map(({ type }) => type)).toEqual(['string', 'float64']);
    await expect(summary('a,b\n1,x\n', { declared })).rejects.toThrow(
      '/files/file row 1 (byte 4): column "b": "x" is not a float64',
    );
  });
});

describe('formats are told apart by content', () => {
  it('whatever the name says', async () => {
    const ref = { bucket: '/files', key: 'misnamed.csv' };
    const format = async (bytes: Uint8Array | string) =>
      (await readTable(await storeOf(bytes, ref), ref)).format;
    expect(await format(await parquetOf('SELECT 1 AS a'))).toBe('parquet');
    expect(await format(await avroOf('long', [1n]))).toBe('avro');
    expect(await format(gzipSync('a,b\n1,2\n'))).toBe('csv');
  });

  it('what is none of them is refused by name', async () => {
    await expect(readBytes('')).rejects.toThrow('/files/file is empty');
    await expect(readBytes('{"a":1}')).rejects.toThrow('is JSON');
    await expect(readBytes('PAR1')).rejects.toThrow('has 4 bytes; a Parquet file has at least 12');
  });
});
