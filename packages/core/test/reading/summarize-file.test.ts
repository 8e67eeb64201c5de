import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import {
  type AvroSummary,
  type FileSummary,
  type ParquetSummary,
  parseColumnList,
  readTable,
  type SummaryOptions,
  summarizeFile,
  type TextSummary,
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
  it('shows how it is read, the inferred types, nulls and renamed columns', async () => {
    const text = '\uFEFFid;;id\r\n1;a;0042\r\n2;"b;\r\nc";\r\n';
    const found = await summary<TextSummary>(gzipSync(text));
    expect(found).toMatchObject({
      format: 'csv',
      rows: 2,
      source: {
        kind: 'csv',
        encoding: 'utf-8',
        dialect: { delimiter: ';', quote: '"', escape: '"' },
        hasHeader: true,
        names: ['id', 'column1', 'id_2'],
      },
      compression: 'gzip',
      renamed: [
        { index: 1, from: '', to: 'column1' },
        { index: 2, from: 'id', to: 'id_2' },
      ],
      columns: [
        { name: 'id', type: 'int64', nulls: 0 },
        { name: 'column1', type: 'string', nulls: 0 },
        { name: 'id_2', type: 'string', nulls: 1 },
      ],
      badRows: { count: 0, first: [] },
      head: [
        ['1', 'a', '0042'],
        ['2', 'b;\r\nc', null],
      ],
    });
  });

  it('says how each part was found out, how sure that is, and how to say it otherwise', async () => {
    const { findings } = await summary<TextSummary>('a;b\n1;2\n3;4\n');
    const delimiter = findings.find(({ part }) => part === 'delimiter');
    expect(delimiter).toMatchObject({ value: '";"', override: expect.stringMatching(/^--delimiter /) });
    expect(findings.every(({ confidence }) => confidence > 0 && confidence <= 1)).toBe(true);
    expect(findings.every(({ because }) => because !== '')).toBe(true);
  });

  it('leaves bad rows out, counts them and names the first ten', async () => {
    const bad = Array.from({ length: 12 }, (_, row) => `${row}\n`).join('');
    const found = await summary<TextSummary>(`a,b\n1,2\n${bad}3,4\n`);
    expect(found).toMatchObject({ rows: 2, columns: [{ type: 'int64' }, { type: 'int64' }] });
    expect(found.badRows.count).toBe(12);
    expect(found.badRows.first).toHaveLength(10);
    expect(found.badRows.first[0]).toEqual({ row: 2, byteOffset: 8, reason: '1 field, the header has 2' });
  });

  it('takes declared types; a cell that breaks one makes a bad row', async () => {
    const declared = parseColumnList('a:string,b:float64');
    const found = await summary<TextSummary>('a,b\n1,2\n3,4\n', { declared });
    expect(found.columns.map(({ type }) => type)).toEqual(['string', 'float64']);
    expect(await summary<TextSummary>('a,b\n1,2\n3,x\n', { declared })).toMatchObject({
      rows: 1,
      badRows: {
        count: 1,
        first: [{ row: 2, byteOffset: 8, column: 'b', reason: '"x" is not a float64' }],
      },
    });
  });

  it('takes what is known of it', async () => {
    const options: SummaryOptions = { delimiter: '|', hasHeader: false, names: ['x', 'y'], nulls: ['NA'] };
    expect(await summary<TextSummary>('1|NA\n2|b\n', options)).toMatchObject({
      rows: 2,
      columns: [
        { name: 'x', nulls: 0 },
        { name: 'y', nulls: 1 },
      ],
    });
  });
});

describe('the summary of a JSON file', () => {
  it('shows its layout, columns and bad rows', async () => {
    const text = '{"a":1,"b":{"c":"x"}}\n{"a":2.5\n{"a":3,"b":{"c":null}}\n';
    expect(await summary<TextSummary>(text)).toMatchObject({
      format: 'json',
      rows: 2,
      source: { kind: 'json', layout: 'lines', records: 'objects' },
      columns: [
        { name: 'a', type: 'int64', nulls: 0 },
        { name: 'b.c', type: 'string', nulls: 1 },
      ],
      badRows: { count: 1, first: [{ row: 2, byteOffset: 22 }] },
      head: [
        ['1', 'x'],
        ['3', null],
      ],
    });
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
    expect(await format('[{"a":1}]')).toBe('json');
  });

  it('what is none of them is refused by name', async () => {
    await expect(readBytes('')).rejects.toThrow('/files/file is empty');
    await expect(readBytes('PAR1')).rejects.toThrow('has 4 bytes; a Parquet file has at least 12');
  });
});
