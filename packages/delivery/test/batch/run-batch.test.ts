import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runBatch } from '../../src/batch/run-batch.ts';
import type { DeliveryEvent, Job } from '../../src/index.ts';
import { heldJobs } from './support/held-jobs.ts';
import { collect, convertedOf, failedOf, jobOf, listOf, nameOf } from './support/jobs.ts';
import { bounds, drained, jobs, options } from './support/running.ts';

const MIB = 1 << 20;
const clock = { now: () => 0 };

async function* counted<T>(items: readonly T[], count: { taken: number }) {
  for (const item of items) {
    count.taken += 1;
    yield item;
  }
}

describe('a batch that runs', () => {
  test('hands out results as they finish, not in the order of the jobs', async () => {
    const held = heldJobs();
    const { names, done } = drained(runBatch(listOf(jobs(3, 1)), held.settle, options));
    await setImmediate();
    for (const name of ['2', '0', '1']) {
      held.end(name);
      await setImmediate();
    }
    await done;
    expect(names).toEqual(['2', '0', '1']);
  });

  test('never has more files under way than it may', async () => {
    const held = heldJobs();
    const { done } = drained(runBatch(listOf(jobs(7, 1)), held.settle, options));
    for (let n = 0; n < 7; n += 1) {
      await setImmediate();
      expect(held.inFlight().length).toBe(Math.min(3, 7 - n));
      held.end(String(n));
    }
    await done;
  });

  test('never has more bytes under way than it may', async () => {
    const held = heldJobs();
    const { done } = drained(runBatch(listOf(jobs(3, 40)), held.settle, options));
    await setImmediate();
    expect(held.inFlight()).toEqual(['0', '1']);
    held.end('1');
    await setImmediate();
    expect(held.inFlight()).toEqual(['0', '2']);
    held.end('0');
    held.end('2');
    await done;
  });

  test('lets a job that is larger than all bounds run alone, and nothing overtakes it', async () => {
    const held = heldJobs();
    const work = [jobOf('a', 10), jobOf('large', 1000), jobOf('b', 10), jobOf('c', 10)];
    const { done } = drained(runBatch(listOf(work), held.settle, options));
    await setImmediate();
    expect(held.inFlight()).toEqual(['a']);
    held.end('a');
    await setImmediate();
    expect(held.inFlight()).toEqual(['large']);
    held.end('large');
    await setImmediate();
    expect(held.inFlight()).toEqual(['b', 'c']);
    held.end('b');
    held.end('c');
    await done;
  });

  test('counts a job of unknown size as its share of the bytes', async () => {
    const held = heldJobs();
    const { done } = drained(runBatch(listOf([jobOf('a', 70), jobOf('?')]), held.settle, options));
    await setImmediate();
    expect(held.inFlight()).toEqual(['a']);
    held.end('a');
    await setImmediate();
    held.end('?');
    await done;
  });

  test('takes a bounded number of jobs before there is room for them', async () => {
    const held = heldJobs();
    const count = { taken: 0 };
    const batch = runBatch(counted(jobs(100, 1), count), held.settle, { ...options, ahead: 5 });
    const { done } = drained(batch);
    await setImmediate();
    expect(count.taken).toBe(3 + 5);
    held.end('0');
    await setImmediate();
    expect(count.taken).toBe(4 + 5);
    await expect(Promise.race([done, Promise.resolve('runs')])).resolves.toBe('runs');
  });

  test('begins nothing before its first outcome is asked for', async () => {
    const held = heldJobs();
    const count = { taken: 0 };
    const batch = runBatch(counted(jobs(3), count), held.settle, options);
    await setImmediate();
    await batch.return(undefined);
    expect(count.taken).toBe(0);
    expect(held.begun).toEqual([]);
  });

  test('waits for whoever takes outcomes slowly', async () => {
    const begun: string[] = [];
    const batch = runBatch(
      listOf(jobs(100, 1)),
      async (job) => {
        begun.push(job.id);
        return convertedOf(job);
      },
      options,
    );
    await batch.next();
    await setImmediate();
    expect(begun.length).toBeLessThanOrEqual(2 * bounds.filesInFlight + 1);
    expect(await collect(batch)).toHaveLength(99);
  });

  test('goes on while its consumer is busy with an outcome', async () => {
    const held = heldJobs();
    const batch = runBatch(listOf(jobs(6, 1)), held.settle, options);
    const first = batch.next();
    await setImmediate();
    held.end('0');
    await first;
    held.end('1');
    held.end('2');
    await setImmediate();
    expect(held.inFlight()).toEqual(['3', '4', '5']);
    for (const name of held.inFlight()) held.end(name);
    await collect(batch);
  });

  test('hands on outcomes that are known beforehand', async () => {
    const known = failedOf(jobOf('known'));
    const outcomes = await collect(
      runBatch(listOf([jobOf('a'), known, jobOf('b')]), async (job) => convertedOf(job), options),
    );
    expect(outcomes.map(nameOf).sort()).toEqual(['a', 'b', 'known']);
    expect(outcomes).toContain(known);
  });

  test('tells of each job that it starts and that ends, and how long it took', async () => {
    let now = 0;
    const events: DeliveryEvent[] = [];
    const settle = async (job: Job) => {
      now += 7;
      return convertedOf(job);
    };
    await collect(
      runBatch(listOf([jobOf('a')]), settle, {
        ...options,
        clock: { now: () => now },
        observe: (event) => events.push(event),
      }),
    );
    expect(events).toEqual([
      { kind: 'job-started', job: jobOf('a'), inFlight: 1 },
      { kind: 'job-ended', outcome: convertedOf(jobOf('a')), elapsedMs: 7, inFlight: 0 },
    ]);
  });
});

describe('a batch near the memory limit', () => {
  test('does less at once, tells so, and grows again when there is memory', async () => {
    const held = heldJobs();
    const reading = { usedBytes: 90 * MIB, limitBytes: 100 * MIB };
    const events: DeliveryEvent[] = [];
    const { done } = drained(
      runBatch(listOf(jobs(30, 1)), held.settle, {
        filesInFlight: 4,
        bytesInFlight: 64 * MIB,
        clock,
        memory: () => reading,
        observe: (event) => event.kind === 'bounds' && events.push(event),
      }),
    );
    const endFirst = async () => {
      held.end(held.inFlight()[0]!);
      await setImmediate();
    };
    await setImmediate();
    expect(held.inFlight().length).toBe(4);
    await endFirst();
    expect(events).toEqual([
      {
        kind: 'bounds',
        filesInFlight: 2,
        because: '90 of 100 MiB of memory in use: at most 2 files and 32 MiB of sources at once',
      },
    ]);
    await endFirst();
    expect(held.inFlight().length).toBe(2);
    reading.usedBytes = 20 * MIB;
    for (let n = 0; n < 10; n += 1) await endFirst();
    expect(held.inFlight().length).toBe(4);
    expect(events.map((event) => event.kind === 'bounds' && event.filesInFlight)).toEqual([2, 3, 4]);
    while (held.inFlight().length > 0) await endFirst();
    await done;
  });

  test('always does one job', async () => {
    const outcomes = await collect(
      runBatch(listOf(jobs(20, 10)), async (job) => convertedOf(job), {
        ...options,
        memory: () => ({ usedBytes: 99, limitBytes: 100 }),
      }),
    );
    expect(outcomes).toHaveLength(20);
  });
});

test('whatever the sizes, the bounds and the order of endings: each job ends once, within bounds, begun in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 150 }), { maxLength: 25 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 4 }),
      fc.scheduler(),
      async (sizes, filesInFlight, ahead, scheduler) => {
        const work = sizes.map((size, n) => jobOf(`${n}`, size));
        const begun: string[] = [];
        let [files, bytes] = [0, 0];
        const settle = async (job: Job) => {
          begun.push(job.id);
          files += 1;
          bytes += job.source.bytes!;
          expect(files).toBeLessThanOrEqual(filesInFlight);
          if (files > 1) expect(bytes).toBeLessThanOrEqual(100);
          await scheduler.schedule(Promise.resolve());
          files -= 1;
          bytes -= job.source.bytes!;
          return convertedOf(job);
        };
        const batch = runBatch(listOf(work), settle, { filesInFlight, bytesInFlight: 100, ahead, clock });
        const outcomes = await scheduler.waitFor(collect(batch));
        expect(outcomes.map(({ job }) => job.id).sort()).toEqual(work.map(({ id }) => id).sort());
        expect(begun).toEqual(work.map(({ id }) => id));
      },
    ),
    { numRuns: 200 },
  );
});
