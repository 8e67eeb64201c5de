import type { CellValue } from '@parquetry/core';
import * as arrow from 'apache-arrow';
import * as wasm from 'parquet-wasm/node';
import { describe, expect, it } from 'vitest';
import { readBytes } from './support/files.ts';

const ROWS = 3000;

const nullable = <T>(of: (row: number) => T) =>
  Array.from({ length: ROWS }, (_, row) => (row % 5 === 2 ? null : of(row)));
const required = <T>(of: (row: number) => T) => Array.from({ length: ROWS }, (_, row) => of(row));

const text = (row: number) => (row % 3 === 0 ? 'often' : `seldom ${row}`);
const whole = (row: number) => 2n ** 53n + BigInt(row * row);
const micros = (row: number) => 1_700_000_000_001_000n + BigInt(row) * 1_003_000n;

const CELLS: Readonly<Record<string, readonly CellValue[]>> = {
  whole: nullable(whole),
  'whole!': required(whole),
  real: nullable((row) => row / 7),
  'real!': required((row) => -row / 7),
  flag: nullable((row) => row % 4 === 0),
  'flag!': required((row) => row % 7 < 5),
  words: nullable(text),
  'words!': required(text),
  day: nullable((row) => row - 1000),
  at: nullable(micros),
  'at!': required(micros),
};

const TYPES: Readonly<Record<string, arrow.DataType>> = {
  whole: new arrow.Int64(),
  real: new arrow.Float64(),
  flag: new arrow.Bool(),
  words: new arrow.Utf8(),
  day: new arrow.DateDay(),
  at: new arrow.TimestampMicrosecond('UTC'),
};

/** Arrow's builders take dates and timestamps as milliseconds. */
function builderValue(type: arrow.DataType, cell: CellValue): CellValue {
  if (cell === null) return null;
  if (type instanceof arrow.DateDay) return Number(cell) * 86_400_000;
  return type instanceof arrow.TimestampMicrosecond ? Number(cell) / 1000 : cell;
}

function arrowTable(): arrow.Table {
  const vectors = Object.entries(CELLS).map(([name, cells]) => {
    const type = TYPES[name.replace('!', '')]!;
    const builder = arrow.makeBuilder({ type, nullValues: [null] });
    for (const cell of cells) builder.append(builderValue(type, cell));
    return { name, type, vector: builder.finish().toVector() };
  });
  const schema = new arrow.Schema(
    vectors.map(({ name, type }) => new arrow.Field(name, type, !name.endsWith('!'))),
  );
  const children = vectors.map(({ vector }) => vector.data[0]!);
  const struct = arrow.makeData({
    type: new arrow.Struct(schema.fields),
    length: ROWS,
    nullCount: 0,
    children,
  });
  return new arrow.Table(schema, new arrow.RecordBatch(schema, struct));
}

function write(
  configure: (properties: wasm.WriterPropertiesBuilder) => wasm.WriterPropertiesBuilder,
): Uint8Array {
  const table = wasm.Table.fromIPCStream(arrow.tableToIPC(arrowTable(), 'stream'));
  return wasm.writeParquet(table, configure(new wasm.WriterPropertiesBuilder()).build());
}

const VERSIONS = { 'version 1': wasm.WriterVersion.V1, 'version 2': wasm.WriterVersion.V2 };

describe.each(Object.entries(VERSIONS))('pages of %s by parquet-wasm', (_, version) => {
  it.each([
    ['dictionaries', true, wasm.Compression.SNAPPY],
    ['plain values', false, wasm.Compression.UNCOMPRESSED],
    ['plain values in gzip', false, wasm.Compression.GZIP],
    ['dictionaries in zstd', true, wasm.Compression.ZSTD],
  ])(
    'with %s keep every cell, nullable or required, across pages and row groups',
    async (_name, isDictionary, codec) => {
      const file = write((properties) =>
        properties
          .setWriterVersion(version)
          .setDictionaryEnabled(isDictionary)
          .setCompression(codec)
          .setDataPageSizeLimit(2048)
          .setWriteBatchSize(100)
          .setMaxRowGroupSize(1700),
      );
      const { columns, rows } = await readBytes(file);
      expect(columns.map(({ name, nullable: isNullable }) => [name, isNullable])).toEqual(
        Object.keys(CELLS).map((name) => [name, !name.endsWith('!')]),
      );
      for (const [index, { name }] of columns.entries()) {
        expect(rows.map((row) => row[index])).toEqual(CELLS[name]);
      }
    },
  );
});

it('a page of nulls alone is read in every codec', async () => {
  const { Compression } = wasm;
  const codecs = [Compression.LZ4_RAW, Compression.SNAPPY, Compression.GZIP, Compression.ZSTD];
  const nulls = arrow.vectorFromArray([null, null], new arrow.Utf8());
  const ipc = arrow.tableToIPC(new arrow.Table({ nulls }), 'stream');
  for (const codec of codecs) {
    const properties = new wasm.WriterPropertiesBuilder().setCompression(codec).setDictionaryEnabled(false);
    const { rows } = await readBytes(wasm.writeParquet(wasm.Table.fromIPCStream(ipc), properties.build()));
    expect(rows).toEqual([[null], [null]]);
  }
});
