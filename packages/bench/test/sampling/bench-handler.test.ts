import {
  type ConversionPlan,
  collectBytes,
  conversionPlan,
  type Engine,
  type EngineSession,
  memoryStore,
  type ObjectStore,
  plainCsv,
  UnsupportedError,
} from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { createBenchHandler } from '../../src/sampling/bench-handler.ts';

const PLAN_COUNT = 5;

function planOf(index: number): ConversionPlan {
  return conversionPlan.parse({
    source: {
      ref: { bucket: 'in', key: `${index}.csv` },
      compression: 'none',
      bytes: 4,
      format: plainCsv(['n']),
    },
    schema: { columns: [{ name: 'n', type: { kind: 'int64' }, nullable: true }] },
    outputs: [{ format: 'parquet', ref: { bucket: 'out', key: `${index}.parquet` }, codec: 'snappy' }],
  });
}

const plans = Array.from({ length: PLAN_COUNT }, (_, index) => planOf(index));

/** Notes which outputs were asked for and how many at once, and how often sessions were closed. */
function observedEngine(behave: (plan: ConversionPlan) => void = () => {}) {
  const seen = { keys: [] as string[], most: 0, closed: 0 };
  let running = 0;
  const engine: Engine = {
    name: 'observed',
    writers: { parquet: 'none', avro: 'none' },
    supports: () => ({ supported: true }),
    open: async (store: ObjectStore) => ({
      filesInFlight: 3,
      async convert(plan) {
        running += 1;
        seen.most = Math.max(seen.most, running);
        const { format, ref } = plan.outputs[0]!;
        seen.keys.push(ref.key);
        behave(plan);
        const { bytes } = await store.write(
          ref,
          (async function* () {
            yield new Uint8Array(10);
          })(),
        );
        running -= 1;
        const stages = { readMs: 1, parseMs: 2, encodeParquetMs: 3, encodeAvroMs: 0, writeMs: 1 };
        const rows = { read: 1, written: 1, rejected: 0, padded: 0 };
        const outputs = [{ format, ref, bytes }];
        return {
          status: 'converted',
          result: { rows, bytes: { read: 4, parsed: 4 }, outputs, stages, elapsedMs: 7 },
        };
      },
      [Symbol.asyncDispose]: async () => {
        seen.closed += 1;
      },
    }),
  };
  return { seen, engine };
}

const request = { engine: 'observed', limits: { memoryBytes: 1 << 28, threads: 2 }, plans };
const keysIn = async (store: ObjectStore) =>
  (await Array.fromAsync(store.list('out', ''))).map(({ ref }) => ref.key);

describe('a measure request', () => {
  const measure = { ...request, purpose: 'measure' as const, iterations: 2, warmupFiles: 3 };

  it('converts the first file, warms up, then converts everything so many times', async () => {
    const { seen, engine } = observedEngine();
    const store = memoryStore();
    const answer = await createBenchHandler(async () => engine, store)(measure);
    if (answer.status !== 'measured') throw new Error(answer.status);
    expect(seen.keys).toEqual([
      'first/0.parquet',
      'warm-up-0/1.parquet',
      'warm-up-1/2.parquet',
      'warm-up-2/3.parquet',
      ...plans.map((_, index) => `pass-0/${index}.parquet`),
      ...plans.map((_, index) => `pass-1/${index}.parquet`),
    ]);
    expect(answer.sample.iterations).toHaveLength(2);
    expect(answer.sample.iterations[0]?.stages).toMatchObject({
      readMs: PLAN_COUNT,
      parseMs: 2 * PLAN_COUNT,
    });
    expect(answer.passBytes).toEqual([{ parquet: 10 * PLAN_COUNT }, { parquet: 10 * PLAN_COUNT }]);
    expect(answer.sample.gc?.count).toBeGreaterThanOrEqual(0);
  });

  it('keeps as many files in flight as the session wants, leaves no output and closes the session', async () => {
    const { seen, engine } = observedEngine();
    const store = memoryStore();
    await createBenchHandler(async () => engine, store)(measure);
    expect(seen.most).toBe(3);
    expect(seen.closed).toBe(1);
    expect(await keysIn(store)).toEqual([]);
  });

  it('throws what a timed pass throws, with the session closed', async () => {
    const { seen, engine } = observedEngine(({ outputs }) => {
      if (outputs[0]!.ref.key === 'pass-1/2.parquet') throw new Error('broken');
    });
    await expect(createBenchHandler(async () => engine, memoryStore())(measure)).rejects.toThrow('broken');
    expect(seen.closed).toBe(1);
  });
});

describe('a verify request', () => {
  const verify = { ...request, purpose: 'verify' as const };

  it('converts everything once to the names of the plans, and leaves it', async () => {
    const { engine } = observedEngine();
    const store = memoryStore();
    const answer = await createBenchHandler(async () => engine, store)(verify);
    expect(answer).toMatchObject({ status: 'converted', writers: engine.writers });
    expect(await keysIn(store)).toEqual(plans.map((_, index) => `${index}.parquet`));
    expect(await collectBytes(store.read({ bucket: 'out', key: '0.parquet' }))).toHaveLength(10);
  });

  it('wraps the session where types are to be found', async () => {
    const { engine } = observedEngine();
    const store = memoryStore();
    const wrapped: EngineSession[] = [];
    const handler = createBenchHandler(
      async () => engine,
      store,
      (_, session) => {
        wrapped.push(session);
        return session;
      },
    );
    await handler(verify);
    expect(wrapped).toHaveLength(0);
    await handler({ ...verify, infers: true });
    expect(wrapped).toHaveLength(1);
  });

  it('throws when types are to be found and nothing was given that finds them', async () => {
    const { engine } = observedEngine();
    const handler = createBenchHandler(async () => engine, memoryStore());
    await expect(handler({ ...verify, infers: true })).rejects.toThrow('was given no means to');
  });

  it('answers unsupported when a value cannot be written', async () => {
    const { engine } = observedEngine(() => {
      throw new UnsupportedError('row 1, column "n"');
    });
    const answer = await createBenchHandler(async () => engine, memoryStore())(verify);
    expect(answer).toEqual({ status: 'unsupported', because: 'row 1, column "n"' });
  });

  it('answers unsupported before anything is opened when the engine declines the plan', async () => {
    const { engine } = observedEngine();
    const declining: Engine = { ...engine, supports: () => ({ supported: false, because: 'not this' }) };
    const answer = await createBenchHandler(async () => declining, memoryStore())(verify);
    expect(answer).toEqual({ status: 'unsupported', because: 'not this' });
  });
});
