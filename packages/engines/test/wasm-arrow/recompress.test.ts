/** Levels of zstd and gzip: pages that parquet-wasm left uncompressed are compressed on their way out. */
import { crc32, zstdDecompressSync } from 'node:zlib';
import { StageClock } from '@parquetry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinFooter } from '../../src/wasm-arrow/parquet/footer/file-footer.ts';
import { pageCompression } from '../../src/wasm-arrow/parquet/recompress/compress-page.ts';
import { PageRecompressor } from '../../src/wasm-arrow/parquet/recompress/recompress-pages.ts';
import { recompressed } from '../../src/wasm-arrow/parquet/recompress/recompressed.ts';
import { readThrift } from '../../src/wasm-arrow/parquet/thrift/read-thrift.ts';
import type { ThriftStruct, ThriftValue } from '../../src/wasm-arrow/parquet/thrift/thrift-value.ts';
import { writeThrift } from '../../src/wasm-arrow/parquet/thrift/write-thrift.ts';
import { arbitraryCsv } from '../support/arbitrary-table.ts';
import { checkIndexes } from '../support/check-indexes.ts';
import { type CsvInput, convertCsv } from '../support/convert-csv.ts';
import { complaints, readersFor } from '../support/independent-readers.ts';
import { makeTable } from '../support/made-table.ts';
import { openedFor } from '../support/open-engine.ts';
import { hyparquetMetadata } from '../support/readers/hyparquet.ts';
import { parquetWasm } from '../support/readers/parquet-wasm.ts';

const open = openedFor('wasm-arrow');

async function parquetOf(input: CsvInput): Promise<Uint8Array> {
  const converted = await convertCsv(open.session, open.store, { avro: null, ...input });
  if (converted.status === 'unsupported') throw new Error(converted.because);
  return converted.parquet;
}

const allReaders = () => [...readersFor(open.engine, 'parquet'), parquetWasm];

const { csv, expected } = makeTable(24_000);

const leveled = (parquet: 'zstd' | 'gzip', level?: number) =>
  parquetOf({
    csv,
    parquet,
    parquetOptions: { rowGroupRows: 10_000, ...(level !== undefined && { level }) },
  });

const chunksOf = (file: Uint8Array) => hyparquetMetadata(file).row_groups.flatMap(({ columns }) => columns);

/** The headers of a file's pages and their content, found one after the other as a reader without indexes would. */
function pagesOf(file: Uint8Array) {
  return chunksOf(file).flatMap(({ meta_data: meta }) => {
    const start = Number(meta!.dictionary_page_offset ?? meta!.data_page_offset);
    const pages: { fields: ThriftStruct; headerBytes: number; content: Uint8Array }[] = [];
    for (let at = start; at < start + Number(meta!.total_compressed_size); ) {
      const { fields, end } = readThrift(file, at)!;
      const size = Number((fields.get(3) as { value: bigint }).value);
      pages.push({ fields, headerBytes: end - at, content: file.subarray(end, end + size) });
      at = end + size;
    }
    return pages;
  });
}

describe('a file with a level', () => {
  it.each([
    ['zstd', 1],
    ['zstd', 19],
    ['zstd', 22],
    ['gzip', 1],
    ['gzip', 9],
  ] as const)('of %s %d holds the same cells for every reader', async (codec, level) => {
    const file = await leveled(codec, level);
    expect(await complaints(file, expected, allReaders())).toEqual([]);
    expect(chunksOf(file).every(({ meta_data }) => meta_data!.codec === codec.toUpperCase())).toBe(true);
    expect(checkIndexes(file, expected).wrong).toEqual([]);
  });

  it('is smaller the higher the level', async () => {
    const bytes = async (codec: 'zstd' | 'gzip', level: number) => (await leveled(codec, level)).length;
    expect(await bytes('zstd', 19)).toBeLessThan(0.9 * (await bytes('zstd', 1)));
    expect(await bytes('gzip', 9)).toBeLessThan(await bytes('gzip', 1));
  });

  it('has the sizes that its pages have', async () => {
    const file = await leveled('zstd', 7);
    const metadata = hyparquetMetadata(file);
    for (const { columns, ...group } of metadata.row_groups) {
      const total = (name: 'total_compressed_size' | 'total_uncompressed_size') =>
        columns.reduce((sum, { meta_data }) => sum + meta_data![name], 0n);
      expect(group.total_compressed_size).toBe(total('total_compressed_size'));
      expect(group.total_byte_size).toBe(total('total_uncompressed_size'));
      const first = columns[0]!.meta_data!;
      expect(group.file_offset).toBe(first.dictionary_page_offset ?? first.data_page_offset);
    }
    const uncompressed = pagesOf(file).reduce((sum, { fields, headerBytes, content }) => {
      const plain = zstdDecompressSync(content);
      expect(BigInt(plain.length)).toBe((fields.get(2) as { value: bigint }).value);
      return sum + headerBytes + plain.length;
    }, 0);
    const stated = chunksOf(file).reduce(
      (sum, { meta_data }) => sum + Number(meta_data!.total_uncompressed_size),
      0,
    );
    expect(stated).toBe(uncompressed);
  });

  it('differs from one without in nothing but compression', async () => {
    const [plain, file] = [
      await parquetOf({ csv, parquet: 'none' }),
      await parquetOf({ csv, parquet: 'zstd', parquetOptions: { level: 3 } }),
    ];
    const unpacked = pagesOf(file).map(({ content }) => zstdDecompressSync(content));
    expect(unpacked).toEqual(pagesOf(plain).map(({ content }) => Buffer.from(content)));
    const kept = (from: Uint8Array) =>
      chunksOf(from).map(
        ({ meta_data: { statistics, encodings, num_values, encoding_stats } = {} as never }) => ({
          statistics,
          encodings,
          num_values,
          encoding_stats,
        }),
      );
    expect(kept(file)).toEqual(kept(plain));
    const { schema, key_value_metadata, created_by, num_rows } = hyparquetMetadata(plain);
    expect(hyparquetMetadata(file)).toMatchObject({ schema, key_value_metadata, created_by, num_rows });
  });

  it('of any table holds its cells, an empty one included', async () => {
    const property = fc.asyncProperty(arbitraryCsv('hard'), fc.boolean(), async (made, isZstd) => {
      const declared = Object.fromEntries(
        made.table.columns.map(({ name, type, nullable }) => [name, nullable ? type : (`${type}!` as const)]),
      );
      const file = await parquetOf({
        csv: made.csv,
        delimiter: made.delimiter,
        declared,
        parquet: isZstd ? 'zstd' : 'gzip',
        parquetOptions: { level: 9, rowGroupRows: 30 },
      });
      expect(await complaints(file, made.table, allReaders())).toEqual([]);
    });
    await fc.assert(property, { numRuns: 25 });
    const empty = await parquetOf({ csv: 'a,b\n', parquet: 'zstd', parquetOptions: { level: 5 } });
    expect(Number(hyparquetMetadata(empty).num_rows)).toBe(0);
  });
});

describe('pages compressed on their way', () => {
  const collect = (chunks: Iterable<Uint8Array>) => {
    const pages = new PageRecompressor(pageCompression('zstd', 1));
    const pieces: Uint8Array[] = [];
    for (const chunk of chunks) {
      pages.push(chunk);
      for (let piece = pages.next(); piece; piece = pages.next()) pieces.push(piece);
    }
    return Buffer.concat([...pieces, pages.finish()]);
  };
  const cut = function* (file: Uint8Array, size: number) {
    for (let at = 0; at < file.length; at += size) yield file.slice(at, at + size);
  };

  it('are the same whatever the chunks they come in', async () => {
    const plain = await parquetOf({
      csv: makeTable(3000).csv,
      parquet: 'none',
      parquetOptions: { rowGroupRows: 1000 },
    });
    const whole = collect([plain]);
    const property = fc.property(fc.integer({ min: 1, max: 5000 }), (size) => {
      expect(collect(cut(plain, size)).equals(whole)).toBe(true);
    });
    fc.assert(property, { numRuns: 20 });
  });

  it('come out as soon as they are whole', async () => {
    const plain = await parquetOf({ csv, parquet: 'none', parquetOptions: { rowGroupRows: 10_000 } });
    const pages = new PageRecompressor(pageCompression('gzip', 1));
    const largest = Math.max(...pagesOf(plain).map(({ content }) => content.length));
    let waiting = 0;
    let most = 0;
    for (const chunk of cut(plain, 1000)) {
      pages.push(chunk);
      waiting += chunk.length;
      for (let piece = pages.next(); piece; piece = pages.next()) waiting = 0;
      most = Math.max(most, waiting);
    }
    expect(most).toBeLessThan(largest + 20_000);
  });

  it('have the checksum of what they are now, where they had one', () => {
    const content = Buffer.from('page '.repeat(100));
    const i32 = (value: number): ThriftValue => ({ type: 'i32', value: BigInt(value) });
    const header = new Map([
      [1, i32(0)],
      [2, i32(content.length)],
      [3, i32(content.length)],
      [4, i32(crc32(content) | 0)],
    ]);
    const footer: ThriftStruct = new Map<number, ThriftValue>([
      [1, i32(1)],
      [2, { type: 'list', of: 'struct', values: [] }],
      [4, { type: 'list', of: 'struct', values: [] }],
    ]);
    const file = collect([Buffer.from('PAR1'), writeThrift(header), content, joinFooter(footer)]);
    const { fields, end } = readThrift(file, 4)!;
    const size = Number((fields.get(3) as { value: bigint }).value);
    const stored = file.subarray(end, end + size);
    expect(zstdDecompressSync(stored)).toEqual(content);
    expect(fields.get(4)).toEqual(i32(crc32(stored) | 0));
  });

  it('of a kind that is not known are refused', () => {
    const i32 = (value: number): ThriftValue => ({ type: 'i32', value: BigInt(value) });
    const header = new Map([
      [1, i32(3)],
      [2, i32(0)],
      [3, i32(0)],
    ]);
    expect(() => collect([Buffer.from('PAR1'), writeThrift(header), Buffer.alloc(20)])).toThrow(
      'pages of type 3',
    );
  });

  it('are given up with the file they come from', async () => {
    let isClosed = false;
    const endless = async function* () {
      try {
        for (;;) yield Buffer.from('PAR1');
      } finally {
        isClosed = true;
      }
    };
    const file = recompressed(endless(), pageCompression('zstd', 1), new StageClock());
    await file.next();
    await file.return(0);
    expect(isClosed).toBe(true);
  });
});
