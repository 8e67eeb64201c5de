/** When storage fails or the user stops, no output of the plan is visible. */
import { type Engine, type EngineSession, memoryStore, type ObjectStore } from '@parquetry/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { engineNames, loadEngine } from '../../src/index.ts';
import { INPUTS, namesIn, OUTPUTS, planCsv, planFor, store as put } from '../support/convert-csv.ts';
import { LIMITS } from '../support/open-engine.ts';
import { storeThatActsOnRead, storeThatActsOnWrite, storeWithFullDisk } from '../support/troubled-stores.ts';

const csv = `n,s\n${Array.from({ length: 20_000 }, (_, row) => `${row},text ${row}\n`).join('')}`;

const errorOf = (conversion: Promise<unknown>) =>
  conversion.then(
    () => 'the conversion succeeded',
    (error: unknown) => error,
  );

describe.each(engineNames)('%s leaves nothing visible', (name) => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await loadEngine(name);
  });

  const over = async (store: ObjectStore, work: (session: EngineSession) => Promise<void>): Promise<void> => {
    await using session = await engine.open(store, LIMITS);
    await work(session);
  };

  it.each([
    ['.parquet', 'at the first bytes'],
    ['.avro', 'at the first bytes'],
    ['.parquet', 'at the last byte'],
    ['.avro', 'at the last byte'],
  ] as const)('when the disk is full for %s %s', async (extension, when) => {
    const inner = memoryStore();
    const store = storeWithFullDisk(inner, (ref) => ref.key.endsWith(extension), when);
    const plan = await planCsv(inner, { csv });
    await over(store, async (session) => {
      expect(await errorOf(session.convert(plan))).toMatchObject({ name: 'StoreError', code: 'no-space' });
      expect(await namesIn(inner, OUTPUTS)).toEqual([]);
    });
  });

  it('when it is stopped before it starts', async () => {
    const store = memoryStore();
    const plan = await planCsv(store, { csv });
    await over(store, async (session) => {
      const stopped = new Error('stopped');
      expect(await errorOf(session.convert(plan, AbortSignal.abort(stopped)))).toBe(stopped);
      expect(await namesIn(store, OUTPUTS)).toEqual([]);
    });
  });

  it.each([
    ['reads', storeThatActsOnRead],
    ['writes', storeThatActsOnWrite],
  ] as const)('when it is stopped while it %s, and can go on with another file', async (_stage, acting) => {
    const inner = memoryStore();
    const stop = new AbortController();
    const stopped = new Error('stopped');
    const plan = await planCsv(inner, { csv });
    const next = await planCsv(inner, { csv, to: '/next' });
    await over(
      acting(inner, () => stop.abort(stopped)),
      async (session) => {
        expect(await errorOf(session.convert(plan, stop.signal))).toBe(stopped);
        expect(await namesIn(inner, OUTPUTS)).toEqual([]);
        expect((await session.convert(next)).status).toBe('converted');
      },
    );
  });

  it('when the source changed or vanished after it was planned', async () => {
    const store = memoryStore();
    const ref = { bucket: INPUTS, key: 'moving.csv' };
    await put(store, ref, csv);
    const plan = await planFor(store, ref);
    await over(store, async (session) => {
      await put(store, ref, 'n,s\n1,x\n');
      expect(await errorOf(session.convert(plan))).toMatchObject({ name: 'StoreError', code: 'changed' });
      await store.delete(ref);
      expect(await errorOf(session.convert(plan))).toMatchObject({ name: 'StoreError', code: 'not-found' });
      expect(await namesIn(store, OUTPUTS)).toEqual([]);
    });
  });
});
