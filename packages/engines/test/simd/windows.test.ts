/** Where windows, batches, pages and row groups end is nobody's business but the kernel's. */
import { hash } from 'node:crypto';
import { memoryStore } from '@parquetry/core';
import type { KernelSizes } from '@parquetry/kernel';
import { describe, expect, it } from 'vitest';
import { simd } from '../../src/simd/simd-engine.ts';
import { type Converted, carryOut, convertCsv, planCsv } from '../support/convert-csv.ts';
import { complaints } from '../support/independent-readers.ts';
import { makeTable } from '../support/made-table.ts';
import { avsc } from '../support/readers/avsc.ts';
import { hyparquet } from '../support/readers/hyparquet.ts';
import { storeInPieces } from '../support/troubled-stores.ts';
import { openResized } from './watched-kernel.ts';

const LIMITS = { memoryBytes: 256 << 20, threads: 1 };
const { csv, expected } = makeTable(1500);
/** More than a window of the usual size. */
const { csv: large } = makeTable(25_000);
const crlf = csv.replaceAll('\n', '\r\n');

const converted = (answer: Converted) => {
  if (answer.status === 'unsupported') throw new Error(answer.because);
  return answer;
};

async function wrongWith(sizes: Partial<KernelSizes>, text = csv, rowGroupRows?: number): Promise<string[]> {
  const store = memoryStore();
  const { session, expectIntact } = await openResized(store, sizes, LIMITS);
  const parquetOptions = rowGroupRows === undefined ? {} : { rowGroupRows };
  const { parquet, avro } = converted(await convertCsv(session, store, { csv: text, parquetOptions }));
  expectIntact();
  return [
    ...(await complaints(parquet, expected, [hyparquet])),
    ...(await complaints(avro, expected, [avsc])),
  ];
}

describe('the cells are the same', () => {
  it.each([[csv], [crlf]])('with windows of any size', async (text) => {
    for (let windowBytes = 90; windowBytes < 40_000; windowBytes = Math.ceil(windowBytes * 1.31)) {
      const carryBytes = windowBytes >> (windowBytes % 3);
      expect([windowBytes, await wrongWith({ windowBytes, carryBytes }, text)]).toEqual([windowBytes, []]);
    }
  });

  it('with windows that end at every byte of a record', async () => {
    for (let windowBytes = 1000; windowBytes < 1080; windowBytes += 1)
      expect([windowBytes, await wrongWith({ windowBytes, carryBytes: 200 })]).toEqual([windowBytes, []]);
  });

  it.each([1, 2, 7, 8, 63, 64, 65, 127, 500, 1499, 1500, 1501])(
    'with batches of %i rows',
    async (batchRows) => {
      expect(await wrongWith({ batchRows })).toEqual([]);
    },
  );

  it.each([1, 2, 63, 64, 500, 1499, 1500])('with row groups of %i rows', async (rowGroupRows) => {
    expect(await wrongWith({ batchRows: 128 }, csv, rowGroupRows)).toEqual([]);
  });

  it.each([
    { arenaBytes: 1 },
    { arenaBytes: 5000, batchRows: 64 },
    { arenaBytes: 50_000, batchRows: 100 },
    { textBytes: 1 },
    { textBytes: 100, dictionaryBytes: 0 },
    { dictionaryBytes: 0 },
    { dictionaryBytes: 40 },
    { dictionaryBytes: 500, batchRows: 64 },
    { numberDictionaries: 0 },
    { numberDictionaries: 2, batchRows: 64 },
    { pageRecords: 14, batchRows: 64 },
  ])('with %o', async (sizes) => {
    expect(await wrongWith(sizes)).toEqual([]);
  });

  it('with a dictionary that is full within the first batch of a row group', async () => {
    // Its page has to have room beside those of the batch, though no other batch will refer to it.
    const texts = Array.from({ length: 400 }, (_, row) => `a somewhat longer word ${row}`);
    const store = memoryStore();
    const sizes = { arenaBytes: 1, batchRows: 200, dictionaryBytes: 4000, windowBytes: 100, carryBytes: 64 };
    const { session, expectIntact } = await openResized(store, sizes, LIMITS);
    const file = converted(
      await convertCsv(session, store, { csv: `s\n${texts.join('\n')}\n`, avro: null, parquet: 'none' }),
    );
    expectIntact();
    expect((await hyparquet.read(file.parquet)).columns[0]!.values).toEqual(texts);
  });

  it('with any memory limit', async () => {
    for (const megabytes of [1, 24, 64, 90, 128, 200, 512, 1024, 2048, 4096]) {
      const store = memoryStore();
      await using session = await simd.open(store, {
        memoryBytes: megabytes * 2 ** 20,
        threads: 1,
      });
      const { parquet, avro } = converted(await convertCsv(session, store, { csv }));
      expect(await complaints(parquet, expected, [hyparquet])).toEqual([]);
      expect(await complaints(avro, expected, [avsc])).toEqual([]);
    }
  });
});

describe('the bytes are the same', () => {
  const digest = ({ parquet, avro }: ReturnType<typeof converted>) => [
    hash('sha256', parquet),
    hash('sha256', avro),
  ];

  it.each([
    [1, csv],
    [2, csv],
    [3, csv],
    [7, csv],
    [64, large],
    [1000, large],
    [65_536, large],
  ])('when the source arrives %i bytes at a time', async (pieceBytes, text) => {
    const whole = memoryStore();
    await using session = await simd.open(whole, LIMITS);
    const pieces = storeInPieces(memoryStore(), pieceBytes);
    await using other = await simd.open(pieces, LIMITS);
    expect(digest(converted(await convertCsv(other, pieces, { csv: text })))).toEqual(
      digest(converted(await convertCsv(session, whole, { csv: text }))),
    );
  });

  it('after a file of the same table that has needed more room for everything', async () => {
    const long = 'long '.repeat(100_000);
    const rows = (count: number) =>
      Array.from({ length: count }, (_, row) => `${row},text ${row % 50}\n`).join('');
    // The same size class, so that the second file finds the first one's buffers.
    const greedy = `n,s\n${rows(200)}1,${long}\n2,${long}${long}\n${rows(3000)}`;
    const plain = `n,s\n${rows(60_000)}`;
    const options = { declared: { n: 'int64', s: 'string' } } as const;
    const store = memoryStore();
    const fresh = await openResized(store, { arenaBytes: 3000, batchRows: 1024 }, LIMITS);
    const used = await openResized(store, { arenaBytes: 3000, batchRows: 1024 }, LIMITS);
    await convertCsv(used.session, store, { csv: greedy, ...options });
    await convertCsv(used.session, store, { csv: greedy, ...options });
    const plan = await planCsv(store, { csv: plain, ...options });
    expect(digest(converted(await carryOut(used.session, store, plan)))).toEqual(
      digest(converted(await carryOut(fresh.session, store, plan))),
    );
    used.expectIntact();
  });
});
