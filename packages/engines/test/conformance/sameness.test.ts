/** Same plan, same limits: same bytes. Any limits, any chunking, any number at once: the same cells. */
import { hash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Engine,
  type EngineLimits,
  type EngineSession,
  fileStore,
  memoryStore,
  type ObjectStore,
} from '@parquetry/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { engineNames, loadEngine } from '../../src/index.ts';
import { wrongStatistics } from '../support/check-statistics.ts';
import { type Converted, carryOut, planCsv, planFor, store as put } from '../support/convert-csv.ts';
import { complaints, readersFor } from '../support/independent-readers.ts';
import { makeTable } from '../support/made-table.ts';
import { LIMITS } from '../support/open-engine.ts';
import type { Reader } from '../support/read-table.ts';
import { avsc } from '../support/readers/avsc.ts';
import { hyparquet } from '../support/readers/hyparquet.ts';
import { polarsAvro } from '../support/readers/polars.ts';
import { storeInPieces } from '../support/troubled-stores.ts';

type Files = Extract<Converted, { status: 'converted' }>;

const small = makeTable(5000);
/** Of seven bytes, some hundred rows already end at every place in a piece. */
const IN_PIECES = [
  { csv: makeTable(700).csv, pieces: [7] },
  { csv: small.csv, pieces: [4096, 65_537] },
] as const;
/** Engines that go row by row have several row groups in fewer rows, and take the longest. */
const ROW_BY_ROW: readonly string[] = ['sequential', 'worker-pool'];
const largeFor = { rowByRow: makeTable(70_000), others: makeTable(120_000) };

describe.each(engineNames)('%s', (name) => {
  const large = ROW_BY_ROW.includes(name) ? largeFor.rowByRow : largeFor.others;
  let engine: Engine;

  beforeAll(async () => {
    engine = await loadEngine(name);
  });

  async function filesOf(session: EngineSession, store: ObjectStore, csv: string): Promise<Files> {
    const converted = await carryOut(session, store, await planCsv(store, { csv }));
    if (converted.status === 'unsupported') throw new Error(converted.because);
    return converted;
  }

  async function freshly(csv: string, limits: EngineLimits = LIMITS, store = memoryStore()): Promise<Files> {
    await using session = await engine.open(store, limits);
    return await filesOf(session, store, csv);
  }

  const bytesOf = ({ parquet, avro }: Files) => [parquet, avro].map((file) => hash('sha256', file));

  /** Files of the large table whose cells were found right: the same bytes hold them again. */
  const foundRight = new Set<string>();

  async function expectLarge(file: Uint8Array, readers: readonly Reader[]): Promise<void> {
    const bytes = hash('sha256', file);
    if (foundRight.has(bytes)) return;
    expect(await complaints(file, large.expected, readers)).toEqual([]);
    foundRight.add(bytes);
  }

  it('gives the same bytes each time, in one session and in another', async () => {
    const store = memoryStore();
    await using session = await engine.open(store, LIMITS);
    const first = bytesOf(await filesOf(session, store, small.csv));
    expect(bytesOf(await filesOf(session, store, small.csv))).toEqual(first);
    expect(bytesOf(await freshly(small.csv))).toEqual(first);
  });

  it('gives the same bytes however the source arrives', async () => {
    for (const { csv, pieces } of IN_PIECES) {
      const whole = bytesOf(await freshly(csv));
      for (const pieceBytes of pieces) {
        const inPieces = storeInPieces(memoryStore(), pieceBytes);
        expect(bytesOf(await freshly(csv, LIMITS, inPieces))).toEqual(whole);
      }
    }
  });

  it('writes many rows in their order', async () => {
    const files = await freshly(large.csv);
    expect(wrongStatistics(files.parquet, large.expected)).toEqual([]);
    await expectLarge(files.parquet, readersFor(engine, 'parquet'));
    const avroReaders = readersFor(engine, 'avro').filter(({ library }) => library !== 'avro-c');
    await expectLarge(files.avro, avroReaders);
  });

  it.each([
    { memoryBytes: 64 << 20, threads: 1 },
    { memoryBytes: 2 ** 30, threads: 3 },
  ])('writes the same cells with $threads threads and $memoryBytes bytes', async (limits) => {
    const store = memoryStore();
    await using session = await engine.open(store, limits);
    const files = await carryOut(session, store, await planCsv(store, { csv: large.csv }));
    if (files.status === 'unsupported') {
      expect(files.because).toContain('memory');
      return;
    }
    await expectLarge(files.parquet, [hyparquet]);
    const [reader] = readersFor(engine, 'avro').filter((one) => one === avsc || one === polarsAvro);
    await expectLarge(files.avro, [reader!]);
  });

  it('keeps many files apart that are converted at once', async () => {
    const store = memoryStore();
    await using session = await engine.open(store, LIMITS);
    const count = Math.max(4, 2 * session.filesInFlight);
    const tables = Array.from({ length: count }, (_, at) => makeTable(100 * (at + 1)));
    const files = await Promise.all(tables.map(({ csv }) => filesOf(session, store, csv)));
    for (const [at, file] of files.entries()) {
      expect(await complaints(file.parquet, tables[at]!.expected, [hyparquet])).toEqual([]);
      expect(await complaints(file.avro, tables[at]!.expected, [polarsAvro])).toEqual([]);
    }
  });

  it('keeps a bad file apart from the good ones beside it', async () => {
    const store = memoryStore();
    await using session = await engine.open(store, LIMITS);
    const bad = await planCsv(store, { csv: 'n\n1\nx\n', declared: { n: 'int64' }, to: '/bad' });
    const [good, refused, alsoGood] = await Promise.allSettled([
      filesOf(session, store, small.csv),
      session.convert(bad),
      filesOf(session, store, small.csv),
    ]);
    expect([good, refused, alsoGood].map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
  });

  it('works between files on disk and leaves no other file there', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'parquetry-files-'));
    try {
      const store = fileStore();
      const ref = { bucket: directory, key: 'data.csv' };
      await put(store, ref, small.csv);
      await using session = await engine.open(store, LIMITS);
      const converted = await carryOut(session, store, await planFor(store, ref, { to: directory }));
      if (converted.status === 'unsupported') throw new Error(converted.because);
      expect(await readdir(directory)).toEqual(['data.avro', 'data.csv', 'data.parquet']);
      const inMemory = await freshly(small.csv);
      expect(bytesOf(converted)).toEqual(bytesOf(inMemory));
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('closes twice as well as once, and beside an open session', async () => {
    const store = memoryStore();
    const first = await engine.open(store, LIMITS);
    await using second = await engine.open(store, LIMITS);
    await first[Symbol.asyncDispose]();
    await first[Symbol.asyncDispose]();
    expect(bytesOf(await filesOf(second, store, small.csv))).toEqual(bytesOf(await freshly(small.csv)));
  });
});
