import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { type ConversionPlan, type EngineLimits, memoryStore, type ObjectStore } from '@parquetry/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { largestFileBytes } from '../../src/row-codecs/largest-file.ts';
import { workerPool } from '../../src/worker-pool/worker-pool-engine.ts';
import { namesIn, OUTPUTS, planCsv, planFor, store as put } from '../support/convert-csv.ts';

const LIMITS: EngineLimits = { memoryBytes: 1 << 30, threads: 2 };
const SMALL: EngineLimits = { memoryBytes: 64 << 20, threads: 2 };
const csv = `n,s\n${Array.from({ length: 30_000 }, (_, row) => `${row},text ${row}\n`).join('')}`;

const HFLIGHTS = resolve(import.meta.dirname, '../../../../../shared/data/flights/hflights_2011_227k.csv.gz');

/** Calls `act` when the source has been read and its rows are being encoded. */
function storeThatActsAfterReading(inner: ObjectStore, act: () => void): ObjectStore {
  return {
    ...inner,
    async *read(ref, options) {
      yield* inner.read(ref, options);
      setImmediate(act);
    },
  };
}

const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: unknown) => error,
  );

describe('worker-pool', () => {
  let workers: Worker[] = [];
  const remember = (worker: Worker) => {
    workers.push(worker);
  };
  const running = () => workers.filter(({ threadId }) => threadId !== -1).length;

  beforeEach(() => {
    workers = [];
    process.on('worker', remember);
  });
  afterEach(() => {
    process.off('worker', remember);
  });

  it('has a worker per thread while it is open, and none once it is closed', async () => {
    const session = await workerPool.open(memoryStore(), LIMITS);
    expect(running()).toBe(2);
    expect(session.filesInFlight).toBe(3);
    await session[Symbol.asyncDispose]();
    expect(running()).toBe(0);
  });

  it('stops its workers in the middle of a file when aborted, leaves no output, and goes on', async () => {
    const inner = memoryStore();
    const stop = new AbortController();
    const stopped = new Error('stopped');
    const store = storeThatActsAfterReading(inner, () => stop.abort(stopped));
    const [plan, next] = [await planCsv(inner, { csv }), await planCsv(inner, { csv, to: '/next' })];
    await using session = await workerPool.open(store, LIMITS);
    const exits = workers.map((worker) => once(worker, 'exit'));
    expect(await errorOf(session.convert(plan, stop.signal))).toBe(stopped);
    await Promise.all(exits);
    expect(await namesIn(inner, OUTPUTS)).toEqual([]);
    expect((await session.convert(next)).status).toBe('converted');
  });

  it('ends a conversion under way when it is closed, and leaves no output', async () => {
    const inner = memoryStore();
    const encoding = Promise.withResolvers<void>();
    const plan = await planCsv(inner, { csv });
    const session = await workerPool.open(storeThatActsAfterReading(inner, encoding.resolve), LIMITS);
    const conversion = errorOf(session.convert(plan));
    await encoding.promise;
    await session[Symbol.asyncDispose]();
    expect(await conversion).toBeInstanceOf(Error);
    expect(running()).toBe(0);
    expect(await namesIn(inner, OUTPUTS)).toEqual([]);
  });

  it.each([
    ['short integers in two columns', 'a,b', (row: number) => `${10 + (row % 90)},${10 + (row % 89)}`],
    ['empty cells in two columns', 'a,b', () => ','],
    [
      'strings in 40 columns',
      `${Array.from({ length: 40 }, (_, at) => `c${at}`)}`,
      (row: number) => `t${row},`.repeat(40).slice(0, -1),
    ],
  ])('takes the largest file that it says it takes: %s', async (_, header, line) => {
    const store = memoryStore();
    const largest = largestFileBytes(SMALL.memoryBytes, header.split(',').length);
    const lines = [header];
    for (let bytes = header.length + 1, row = 0; ; row += 1) {
      const next = line(row);
      bytes += next.length + 1;
      if (bytes > largest) break;
      lines.push(next);
    }
    const plan = await planCsv(store, { csv: `${lines.join('\n')}\n` });
    await using session = await workerPool.open(store, SMALL);
    expect(workerPool.supports(plan, SMALL)).toEqual({ supported: true });
    expect(await session.convert(plan)).toMatchObject({
      status: 'converted',
      result: { rows: { written: lines.length - 1 } },
    });
  });

  it('refuses a file whose size shows when it is unpacked', async () => {
    const store = memoryStore();
    const plan = await planCsv(store, { csv: gzipSync(`n\n${'1\n'.repeat(500_000)}`) });
    expect(workerPool.supports(plan, SMALL)).toEqual({ supported: true });
    await using session = await workerPool.open(store, SMALL);
    expect(await session.convert(plan)).toEqual({
      status: 'unsupported',
      because: expect.stringContaining('the memory limit'),
    });
    expect(await namesIn(store, OUTPUTS)).toEqual([]);
  });

  it.skipIf(!existsSync(HFLIGHTS))('converts hflights_2011_227k.csv.gz, row for row', async () => {
    const store = memoryStore();
    const ref = { bucket: '/in', key: 'hflights.csv' };
    await put(store, ref, readFileSync(HFLIGHTS));
    const plan: ConversionPlan = await planFor(store, ref);
    await using session = await workerPool.open(store, LIMITS);
    const conversion = await session.convert(plan);
    expect(conversion).toMatchObject({
      status: 'converted',
      result: {
        rows: { read: 227_496, written: 227_496, rejected: 0, padded: 0 },
        bytes: { read: plan.source.bytes, parsed: 16_219_757 },
      },
    });
  });
});
