import {
  type Conversion,
  conversionPlan,
  type Engine,
  type EngineSession,
  memoryStore,
  type ObjectStore,
  plainCsv,
} from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { WorkloadTurns } from '../../src/turns/index.ts';

const OUTPUT_BYTES = 10;

const plans = [0, 1].map((index) =>
  conversionPlan.parse({
    source: {
      ref: { bucket: 'in', key: `${index}.csv` },
      compression: 'none',
      bytes: 4,
      format: plainCsv(['n']),
    },
    schema: { columns: [{ name: 'n', type: { kind: 'int64' }, nullable: true }] },
    outputs: [{ format: 'parquet', ref: { bucket: 'out', key: `${index}.parquet` }, codec: 'snappy' }],
  }),
);

type Converted = Extract<Conversion, { status: 'converted' }>['result'];

const resultOf = (outputs: Converted['outputs']): Converted => ({
  rows: { read: 3, written: 2, rejected: 1, padded: 0 },
  bytes: { read: 4, parsed: 4 },
  outputs,
  stages: { readMs: 0, parseMs: 0, encodeParquetMs: 0, encodeAvroMs: 0, writeMs: 0 },
  elapsedMs: 0,
});

/** Writes ten bytes for each plan, and keeps a diary. */
function observedEngine() {
  const diary: string[] = [];
  async function openSession(store: ObjectStore): Promise<EngineSession> {
    diary.push('opened');
    return {
      filesInFlight: 1,
      async convert({ outputs }) {
        const { format, ref } = outputs[0]!;
        diary.push(ref.key);
        const content = (async function* () {
          yield new Uint8Array(OUTPUT_BYTES);
        })();
        const { bytes } = await store.write(ref, content);
        return { status: 'converted', result: resultOf([{ format, ref, bytes }]) };
      },
      async [Symbol.asyncDispose]() {
        diary.push('closed');
      },
    };
  }
  const engine: Engine = {
    name: 'observed',
    writers: { parquet: 'none', avro: 'none' },
    supports: ({ schema }) =>
      schema.columns[0]!.name === 'n'
        ? { supported: true }
        : { supported: false, because: 'it knows nothing but n' },
    open: openSession,
  };
  return { engine, diary };
}

const request = { engine: 'observed', limits: { memoryBytes: 1 << 30, threads: 1 }, plans };

function takerOf({ engine }: Pick<ReturnType<typeof observedEngine>, 'engine'>) {
  const store = memoryStore();
  return { store, taker: new WorkloadTurns({ loadEngine: async () => engine, store }) };
}

const isThere = async (store: ObjectStore, key: string) =>
  (await store.stat({ bucket: 'out', key })) !== undefined;

describe('an engine that takes turns', () => {
  it('converts everything in each turn, below a name of its own, and counts rows', async () => {
    const observed = observedEngine();
    const { taker, store } = takerOf(observed);
    await taker.open({ ...request, warmupPasses: 0 });
    expect(await taker.turn('turn-0')).toEqual({ outputBytes: { parquet: 2 * OUTPUT_BYTES } });
    expect(await isThere(store, 'turn-0/1.parquet')).toBe(true);
    await taker.clear('turn-0');
    expect(await isThere(store, 'turn-0/1.parquet')).toBe(false);
    expect(await taker.end()).toEqual({ 'rows read': 6, 'rows written': 4, 'rows rejected': 2 });
    expect(observed.diary).toEqual(['opened', 'turn-0/0.parquet', 'turn-0/1.parquet', 'closed']);
  });

  it('is warm before the first turn, and has left nothing', async () => {
    const observed = observedEngine();
    const { taker, store } = takerOf(observed);
    await taker.open({ ...request, warmupPasses: 2 });
    const pass = ['warm-up/0.parquet', 'warm-up/1.parquet'];
    expect(observed.diary).toEqual(['opened', ...pass, ...pass]);
    expect(await isThere(store, 'warm-up/0.parquet')).toBe(false);
  });

  it('counts pages of WebAssembly where it is asked to', async () => {
    const { taker } = takerOf(observedEngine());
    await taker.open({ ...request, warmupPasses: 0, countsWasmMemory: true });
    await taker.turn('turn-0');
    expect(await taker.end()).toMatchObject({ 'wasm memory pages': 0 });
  });

  it('refuses what the engine does not support', async () => {
    const { taker } = takerOf(observedEngine());
    const columns = [{ ...plans[0]!.schema.columns[0]!, name: 'x' }];
    const other = { ...plans[0]!, schema: { ...plans[0]!.schema, columns } };
    await expect(taker.open({ ...request, plans: [other], warmupPasses: 0 })).rejects.toThrow(
      'it knows nothing but n',
    );
  });

  it('takes no turn before it was opened', async () => {
    const { taker } = takerOf(observedEngine());
    await expect(taker.turn('turn-0')).rejects.toThrow('before it was opened');
  });
});
