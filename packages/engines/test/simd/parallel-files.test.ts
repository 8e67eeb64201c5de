import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { type ConversionPlan, type EngineSession, observeReads, runConversions } from '@parquetry/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ThreadChoices } from '../../src/simd/parallel/session-threads.ts';
import { openSimd } from '../../src/simd/simd-engine.ts';
import { MEMORY_BYTES, openThreads, outcomeOf, SourceDirectory } from './parallel-support.ts';

const workerFile = new URL('./parallel-crashing-worker.ts', import.meta.url);
const rowsOf = (rows: number, from = 0) =>
  Array.from({ length: rows }, (_, row) => `${from + row},text ${row % 7}\n`).join('');

/** Only whole files are given to other threads, and from the first one on. */
const WHOLE: ThreadChoices = {
  leastRangedBytes: Number.POSITIVE_INFINITY,
  bytesBefore: Number.POSITIVE_INFINITY,
};

describe('many files that several threads convert', () => {
  let directory: SourceDirectory;
  let workers: Worker[] = [];
  let messages = 0;
  let ready: Promise<void>[] = [];
  const remember = (worker: Worker) => {
    workers.push(worker);
    ready.push(
      new Promise((resolve) => {
        worker.once('message', () => resolve());
      }),
    );
    worker.on('message', (report: object) => {
      if ('reply' in report || 'failure' in report) messages += 1;
    });
  };

  beforeEach(async () => {
    directory = await SourceDirectory.make();
    workers = [];
    messages = 0;
    ready = [];
    process.on('worker', remember);
  });
  afterEach(async () => {
    process.off('worker', remember);
    await directory[Symbol.asyncDispose]();
  });

  /** Has the threads of a session started up. */
  async function warmUp(session: EngineSession, plans: readonly ConversionPlan[]): Promise<void> {
    await runConversions(session, plans);
    // Told of when the thread runs, which may be after the last file.
    if (workers.length === 0) await once(process, 'worker');
    await Promise.all(ready);
  }

  const plansOf = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, at) =>
        directory.plan(`n,s\n${rowsOf(100 * (at + 1))}`, {}, `${at}.csv`),
      ),
    );

  it('become the same bytes as by one thread, and some of them elsewhere', async () => {
    const plans = await plansOf(24);
    const filesOf = async () =>
      Promise.all(plans.flatMap(({ outputs }) => outputs.map(({ ref }) => directory.read(ref.key))));
    await using one = await openSimd(directory.store, { memoryBytes: MEMORY_BYTES / 2, threads: 1 });
    await runConversions(one, plans);
    const expected = await filesOf();
    await using session = await openThreads(directory.store, 2, WHOLE);
    await warmUp(session, plans);
    const outcomes = await runConversions(session, plans);
    expect(outcomes).toMatchObject(
      plans.map((_, at) => ({ status: 'converted', result: { rows: { written: 100 * (at + 1) } } })),
    );
    expect(messages).toBeGreaterThan(0);
    expect(await filesOf()).toEqual(expected);
  });

  it('fail with the errors that one thread has, each for itself', async () => {
    const good = await plansOf(12);
    const bad = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        directory.plan(`n,s\n${rowsOf(at)}x,y\n`, { declared: { n: 'int64', s: 'string' } }, `bad${at}.csv`),
      ),
    );
    const guessed = await directory.planFromBeginning(`n,s\n${rowsOf(50)}`, 'x,y\n');
    await using one = await openSimd(directory.store, { memoryBytes: MEMORY_BYTES / 2, threads: 1 });
    const plans = [...good, ...bad, guessed].sort((a, b) => a.source.bytes - b.source.bytes);
    const told = async (session: EngineSession) => {
      const outcomes = await runConversions(session, plans);
      return outcomes.map((outcome) => {
        if (outcome.status !== 'failed') return outcome.status;
        const error = outcome.error as Error;
        return { ...error, name: error.constructor.name, message: error.message };
      });
    };
    const expected = await told(one);
    expect(expected).toContainEqual(expect.objectContaining({ name: 'ContradictionError', row: 51 }));
    expect(expected).toContainEqual(expect.objectContaining({ name: 'BadInputError' }));
    await using session = await openThreads(directory.store, 3, WHOLE);
    await warmUp(session, plans);
    expect(await told(session)).toEqual(expected);
    expect(messages).toBeGreaterThan(0);
  });

  it('may be missing, which is said as by one thread', async () => {
    const [plan, ...others] = await plansOf(12);
    const missing = { ...plan!, source: { ...plan!.source, ref: directory.ref('gone.csv') } };
    await using session = await openThreads(directory.store, 2, WHOLE);
    await warmUp(session, others);
    const outcomes = await runConversions(
      session,
      Array.from({ length: 12 }, () => missing),
    );
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        error: { name: 'StoreError', code: 'not-found', ref: { key: 'gone.csv' } },
      });
    }
  });

  it('are counted byte for byte by whoever watches the store', async () => {
    const plans = await plansOf(12);
    let read = 0;
    const store = observeReads(directory.store, (bytes) => {
      read += bytes;
    });
    await using session = await openThreads(store, 2, WHOLE);
    await warmUp(session, plans);
    read = 0;
    await runConversions(session, plans);
    expect(read).toBe(plans.reduce((sum, { source }) => sum + source.bytes, 0));
  });

  it('stop when they are aborted, wherever they are', async () => {
    const plans = await plansOf(24);
    await using session = await openThreads(directory.store, 2, WHOLE);
    await warmUp(session, plans);
    const stop = new AbortController();
    const reason = new Error('stopped');
    const conversions = plans.map((plan) => session.convert(plan, stop.signal));
    stop.abort(reason);
    for (const settled of await Promise.allSettled(conversions)) {
      expect(settled).toEqual({ status: 'rejected', reason });
    }
  });

  it('go on when the thread of one of them breaks down, which is named', async () => {
    const plans = await plansOf(12);
    const fatal = await directory.plan('n,s\n1,2\n', {}, 'crash.csv');
    await using session = await openThreads(directory.store, 2, { ...WHOLE, workerFile });
    await warmUp(session, plans);
    const outcomes = await runConversions(
      session,
      Array.from({ length: 8 }, () => fatal),
    );
    expect(outcomes).toContainEqual({
      status: 'failed',
      error: expect.objectContaining({
        message: expect.stringMatching(/crash\.csv: .*ended early: exit code 3/),
      }),
    });
    for (const outcome of await runConversions(session, plans)) expect(outcome.status).toBe('converted');
  });

  it('do not wait for a large one that one thread alone can convert', async () => {
    const large = await directory.plan(gzipSync(`n,s\n${rowsOf(100_000)}`), {}, 'large.csv');
    const [small] = await plansOf(1);
    await using session = await openThreads(directory.store, 2, {
      leastRangedBytes: Number.POSITIVE_INFINITY,
    });
    const conversions = await Promise.all([session.convert(large), session.convert(small!)]);
    expect(conversions).toMatchObject([{ status: 'converted' }, { status: 'converted' }]);
    expect(messages).toBe(1);
  });

  it('leave nothing that keeps the process alive', async () => {
    const [plan] = await plansOf(1);
    const engine = new URL('../../src/simd/simd-engine.ts', import.meta.url).href;
    const program = `
      const { fileStore } = await import(${JSON.stringify(import.meta.resolve('@parquetry/core'))});
      const { openSimd } = await import(${JSON.stringify(engine)});
      const session = await openSimd(fileStore(), { memoryBytes: 2 ** 30, threads: 2 }, undefined, { leastRangedBytes: 1, rangeBytes: 200 });
      const { status } = await session.convert(${JSON.stringify(plan)});
      console.log(status);
    `;
    const file = join(directory.path, 'program.mjs');
    await writeFile(file, program);
    const { stdout } = await promisify(execFile)(process.execPath, [file]);
    expect(stdout).toBe('converted\n');
    expect(await outcomeOf(await openThreads(directory.store, 1), directory, plan!)).toMatchObject({
      status: 'converted',
    });
  });
});
