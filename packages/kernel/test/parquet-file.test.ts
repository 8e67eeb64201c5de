import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  KIND_BOOLEAN,
  KIND_DATE,
  KIND_FLOAT64,
  KIND_INT64,
  KIND_STRING,
  KIND_TIMESTAMP_LOCAL,
  KIND_TIMESTAMP_UTC,
  KIND_UNSEEN,
} from '../src/abi/layout.ts';
import { prepareFrame } from '../src/parquet/file-frame.ts';
import { ParquetFileWriter } from '../src/parquet/file-writer.ts';
import { assembleRowGroup } from '../src/parquet/row-group.ts';
import { cellsOf, columnOf, type MadeColumn, makeFile, pagesOfGroup } from './parquet-made-file.ts';
import { makePages } from './parquet-made-pages.ts';
import {
  columnIndexOf,
  duckDb,
  metadataOf,
  offsetIndexOf,
  polars,
  queryDuckDb,
  rowsOf,
  withFile,
} from './parquet-readers.ts';

/** Every kind, in two row groups: of two pages, and of one. */
const everyKind: readonly MadeColumn[] = [
  { name: 'b', kind: KIND_BOOLEAN, groups: [[[true, null], [false]], [[true]]] },
  {
    name: 'i',
    kind: KIND_INT64,
    isNullable: false,
    groups: [[[-(2n ** 63n), 1n], [2n]], [[2n ** 63n - 1n]]],
  },
  { name: 'f', kind: KIND_FLOAT64, groups: [[[0.1, null], [-1e300]], [[5e-324]]] },
  { name: 'd', kind: KIND_DATE, groups: [[[-719162, 0], [2932896]], [[null]]] },
  { name: 'u', kind: KIND_TIMESTAMP_UTC, groups: [[[-1n, 0n], [null]], [[1700000000000001n]]] },
  { name: 'l', kind: KIND_TIMESTAMP_LOCAL, groups: [[[-1n, 0n], [null]], [[1700000000000001n]]] },
  { name: 's', kind: KIND_STRING, hasDictionary: true, groups: [[['a', ''], ['é']], [['a']]] },
  { name: 'no', kind: KIND_UNSEEN, groups: [[[null, null], [null]], [[null]]] },
];

const expectedRows = Array.from({ length: 4 }, (_, row) =>
  Object.fromEntries(everyKind.map((column) => [column.name, cellsOf(column)[row]])),
);

describe('a Parquet file', () => {
  it('gives its values back', async () => {
    expect(await rowsOf(makeFile(everyKind))).toEqual(expectedRows);
  });

  it('states the physical and logical types, the older annotation with the newer one', () => {
    const [root, ...leaves] = metadataOf(makeFile(everyKind)).schema;
    expect(root).toMatchObject({ name: 'schema', num_children: 8 });
    const local = { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' };
    expect(
      leaves.map((leaf) => [leaf.type, leaf.repetition_type, leaf.converted_type, leaf.logical_type]),
    ).toEqual([
      ['BOOLEAN', 'OPTIONAL', undefined, undefined],
      ['INT64', 'REQUIRED', undefined, undefined],
      ['DOUBLE', 'OPTIONAL', undefined, undefined],
      ['INT32', 'OPTIONAL', 'DATE', { type: 'DATE' }],
      ['INT64', 'OPTIONAL', 'TIMESTAMP_MICROS', { ...local, isAdjustedToUTC: true }],
      ['INT64', 'OPTIONAL', 'TIMESTAMP_MICROS', local],
      ['BYTE_ARRAY', 'OPTIONAL', 'UTF8', { type: 'STRING' }],
      ['BYTE_ARRAY', 'OPTIONAL', 'UTF8', { type: 'STRING' }],
    ]);
  });

  it('places its row groups one behind the other, and their chunks in them', () => {
    const { row_groups: groups, num_rows: rows } = metadataOf(makeFile(everyKind));
    expect(rows).toBe(4n);
    expect(groups.map(({ num_rows, ordinal }) => [num_rows, ordinal])).toEqual([
      [3n, 0],
      [1n, 1],
    ]);
    let offset = 4n;
    for (const group of groups) {
      expect(group.file_offset).toBe(offset);
      const start = offset;
      for (const { meta_data: meta, file_offset } of group.columns) {
        expect(file_offset).toBe(0n);
        expect(meta!.dictionary_page_offset ?? meta!.data_page_offset).toBe(offset);
        offset += meta!.total_compressed_size;
      }
      expect(group.total_compressed_size).toBe(offset - start);
      expect(group.total_byte_size).toBe(offset - start);
    }
  });

  it('lists the encodings of a chunk, and its dictionary in front of its data', () => {
    const { columns } = metadataOf(makeFile(everyKind)).row_groups[0]!;
    expect(columns[1]!.meta_data!.encodings).toEqual(['PLAIN', 'RLE']);
    expect(columns[1]!.meta_data!.dictionary_page_offset).toBeUndefined();
    const meta = columns[6]!.meta_data!;
    expect(meta.encodings).toEqual(['PLAIN', 'RLE', 'RLE_DICTIONARY']);
    expect(meta.dictionary_page_offset).toBeLessThan(Number(meta.data_page_offset));
  });

  it('tells of every page where it is, how long, and which rows it has', () => {
    const file = makeFile(everyKind);
    const { meta_data: meta } = metadataOf(file).row_groups[0]!.columns[6]!;
    const [first, second] = offsetIndexOf(file, 0, 6).page_locations;
    expect(first).toMatchObject({ offset: meta!.data_page_offset, first_row_index: 0n });
    expect(second!.offset).toBe(first!.offset + BigInt(first!.compressed_page_size));
    expect(second!.first_row_index).toBe(2n);
    expect(second!.offset + BigInt(second!.compressed_page_size)).toBe(
      meta!.dictionary_page_offset! + meta!.total_compressed_size,
    );
  });

  it('keeps metadata in the order given', () => {
    const metadata = { zebra: 'Ä', apple: '', 'ARROW:schema': 'x'.repeat(300) };
    const {
      key_value_metadata: pairs,
      created_by,
      version,
    } = metadataOf(makeFile(everyKind, { metadata, createdBy: 'parquetry version 0.1.0' }));
    expect(pairs).toEqual(Object.entries(metadata).map(([key, value]) => ({ key, value })));
    expect(created_by).toBe('parquetry version 0.1.0');
    expect(version).toBe(1);
  });

  it('without metadata has none', () => {
    expect(metadataOf(makeFile(everyKind)).key_value_metadata).toBeUndefined();
  });

  it('of no rows has no row group', async () => {
    const file = makeFile([{ name: 'x', kind: KIND_STRING, groups: [] }]);
    expect(metadataOf(file)).toMatchObject({ num_rows: 0n, row_groups: [] });
    expect(await rowsOf(file)).toEqual([]);
  });

  it('of 1,000 columns gives them all back', async () => {
    const columns = Array.from({ length: 1000 }, (_, at): MadeColumn => {
      return { name: `column ${at}`, kind: KIND_INT64, groups: [[[BigInt(at)], [null]], [[-1n]]] };
    });
    const file = makeFile(columns);
    const [first, second, third] = await rowsOf(file);
    expect(Object.values(first!)).toEqual(columns.map((_, at) => BigInt(at)));
    expect(Object.values(second!)).toEqual(columns.map(() => null));
    expect(Object.values(third!)).toEqual(columns.map(() => -1n));
    expect(columnIndexOf(file, 1, 999)!.null_counts).toEqual([0n]);
  });

  it('of more row groups than ordinals has no ordinal behind the last', () => {
    const groups = Array.from({ length: 32_769 }, () => [[1n]]);
    const { row_groups } = metadataOf(makeFile([{ kind: KIND_INT64, groups }]));
    expect(row_groups.slice(-2).map(({ ordinal }) => ordinal)).toEqual([32_767, undefined]);
  });

  it('is the same, byte for byte, when it is made again', () => {
    expect(makeFile(everyKind)).toEqual(makeFile(everyKind));
  });

  it('is the same wherever its pages lie in memory', () => {
    expect(makeFile(everyKind, { gap: 13 })).toEqual(makeFile(everyKind));
  });
});

describe('codecs that the host compresses with', () => {
  it.each([
    ['zstd', 'ZSTD', (page: Uint8Array) => zstdCompressSync(page)],
    ['gzip', 'GZIP', (page: Uint8Array) => gzipSync(page)],
  ] as const)('%s: values come back, sizes before and after are told', async (codec, name, compress) => {
    const long: MadeColumn = { name: 's', kind: KIND_STRING, groups: [[['x'.repeat(5000)], ['y']]] };
    const file = makeFile([long], { codec, compress });
    expect(await rowsOf(file)).toEqual([{ s: 'x'.repeat(5000) }, { s: 'y' }]);
    const { meta_data: meta } = metadataOf(file).row_groups[0]!.columns[0]!;
    expect(meta!.codec).toBe(name);
    expect(meta!.total_uncompressed_size).toBeGreaterThan(5000);
    expect(meta!.total_compressed_size).toBeLessThan(300);
    expect(await rowsOf(makeFile(everyKind, { codec, compress }))).toEqual(expectedRows);
  });

  const columns = [{ name: 'x', kind: KIND_INT64, isNullable: true }] as const;

  it('are refused without a compressor', () => {
    const frame = prepareFrame({ columns, codec: 'zstd', createdBy: 'x' });
    expect(() => new ParquetFileWriter(frame)).toThrow('zstd needs a compressor');
  });

  it('are the only ones that take a compressor', () => {
    const frame = prepareFrame({ columns, codec: 'snappy', createdBy: 'x' });
    expect(() => new ParquetFileWriter(frame, (page) => page)).toThrow('snappy is compressed in the kernel');
  });
});

describe('row groups made elsewhere', () => {
  const described = everyKind.map(columnOf);
  const frame = prepareFrame({ columns: described, codec: 'none', createdBy: 'made version 1' });
  const groups = [0, 1].map((group) => {
    const made = assembleRowGroup(makePages(described, pagesOfGroup(everyKind, group)), described.length);
    return { bytes: Buffer.concat(made.pieces), facts: structuredClone(made.facts) };
  });

  it('make the same file as those made here', () => {
    const writer = new ParquetFileWriter(frame);
    for (const { facts } of groups) writer.addRowGroup(facts);
    const file = Buffer.concat([writer.begin(), ...groups.map(({ bytes }) => bytes), ...writer.end()]);
    expect(file).toEqual(makeFile(everyKind));
  });

  it('may stand anywhere behind the last one', async () => {
    const writer = new ParquetFileWriter(frame);
    const [first, second] = groups;
    const gap = Buffer.alloc(100);
    writer.addRowGroup(first!.facts);
    writer.addRowGroup(second!.facts, 4 + first!.bytes.length + gap.length);
    const file = Buffer.concat([writer.begin(), first!.bytes, gap, second!.bytes, ...writer.end()]);
    expect(await rowsOf(file)).toEqual(expectedRows);
    expect(await rowsOf(file, { useOffsetIndex: true, rowStart: 2, rowEnd: 4 })).toEqual(
      expectedRows.slice(2),
    );
  });

  it('may stand beyond four gigabytes', () => {
    const writer = new ParquetFileWriter(frame);
    const start = 2 ** 40 + 1;
    writer.addRowGroup(groups[0]!.facts, start);
    const tail = Buffer.concat(writer.end());
    const [group] = metadataOf(tail).row_groups;
    expect(group!.file_offset).toBe(BigInt(start));
    const end = BigInt(start + groups[0]!.bytes.length);
    expect(group!.columns[0]!.column_index_offset).toBe(end);
  });

  it('are refused where they would begin before the last one ends', () => {
    const writer = new ParquetFileWriter(frame);
    writer.addRowGroup(groups[0]!.facts);
    expect(() => writer.addRowGroup(groups[1]!.facts, 5)).toThrow(
      /a row group at byte 5 would begin before byte \d+, where the last one ends/,
    );
  });
});

describe('other readers', () => {
  it.skipIf(!duckDb)('DuckDB finds the same values and types', async () => {
    const file = makeFile(everyKind, { metadata: { key: 'value' } });
    const types = await queryDuckDb(file, 'select column_type from (describe from FILE)');
    expect(types.flat().map(String)).toEqual([
      ...['BOOLEAN', 'BIGINT', 'DOUBLE', 'DATE'],
      ...['TIMESTAMP WITH TIME ZONE', 'TIMESTAMP', 'VARCHAR', 'VARCHAR'],
    ]);
    const rows = await queryDuckDb(
      file,
      `select b, i::varchar, f, (d - date '1970-01-01')::integer, epoch_us(u)::varchar, epoch_us(l)::varchar, s, no from FILE`,
    );
    const text = (value: unknown) => (typeof value === 'bigint' ? String(value) : value);
    expect(rows).toEqual(expectedRows.map((row) => Object.values(row).map(text)));
    const pairs = await queryDuckDb(file, 'select decode(key), decode(value) from parquet_kv_metadata(FILE)');
    expect(pairs).toEqual([['key', 'value']]);
  });

  it.skipIf(!polars)('Polars finds the same values and types', async () => {
    const frame = await withFile(makeFile(everyKind), (path) => polars!.readParquet(path));
    expect(frame.columns).toEqual(everyKind.map(({ name }) => name));
    expect(frame.dtypes.map((type) => String(type).slice('DataType('.length, -1))).toEqual([
      ...['Bool', 'Int64', 'Float64', 'Date'],
      ...['Datetime(us,UTC)', 'Datetime(us,)', 'String', 'String'],
    ]);
    const some = frame.rows().map(([b, , f, , , , s, no]) => ({ b, f, s, no }));
    expect(some).toEqual(expectedRows.map(({ b, f, s, no }) => ({ b, f, s, no })));
  });

  it('hyparquet finds any page of any table by its index', async () => {
    const cells = fc.array(fc.array(fc.option(fc.bigInt(-9n, 9n)), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 5,
    });
    const property = fc.asyncProperty(fc.array(cells, { minLength: 1, maxLength: 3 }), async (groups) => {
      const column: MadeColumn = { name: 'x', kind: KIND_INT64, groups };
      const values = cellsOf(column);
      const file = makeFile([column]);
      for (const rowStart of values.keys()) {
        const found = await rowsOf(file, { useOffsetIndex: true, rowStart, rowEnd: rowStart + 1 });
        expect(found).toEqual([{ x: values[rowStart] }]);
      }
    });
    await fc.assert(property, { numRuns: 30 });
  });
});
