import { readdir } from 'node:fs/promises';
import {
  type ConversionPlan,
  collectBytes,
  conversionPlan,
  type Engine,
  filePath,
  fileStore,
  memoryStore,
  plainCsv,
} from '@parquetry/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stagedEngine } from '../../src/pipeline/staged-engine.ts';
import { fakeEngine } from '../support/fake-engine.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let scratch: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  scratch = await temporaryDirectory();
});
afterEach(() => scratch[Symbol.asyncDispose]());

const limits = { memoryBytes: 1 << 30, threads: 1 };
const source = { bucket: 's3://somewhere', key: 'sources/a.csv' };
const output = { bucket: 's3://elsewhere', key: 'outputs/a.parquet' };

async function storeWithSource() {
  const store = memoryStore();
  const { bytes, etag } = await store.write(
    source,
    (async function* () {
      yield Buffer.from('n\n1\n');
    })(),
  );
  const plan = conversionPlan.parse({
    source: { ref: source, bytes, etag, compression: 'none', format: plainCsv(['n']) },
    schema: { columns: [{ name: 'n', type: { kind: 'int64' }, nullable: true }] },
    outputs: [{ format: 'parquet', ref: output, codec: 'snappy' }],
  });
  return { store, plan };
}

/** Notes what it is given. */
function watched(engine: Engine): { engine: Engine; plans: ConversionPlan[] } {
  const plans: ConversionPlan[] = [];
  const open: Engine['open'] = async (store, given) => {
    const session = await engine.open(store, given);
    return {
      ...session,
      convert: (plan, signal) => {
        plans.push(plan);
        return session.convert(plan, signal);
      },
    };
  };
  return { engine: { ...engine, open }, plans };
}

describe('an engine between files', () => {
  it('is given a file of the object, and what it writes becomes an object', async () => {
    const { store, plan } = await storeWithSource();
    const { engine, plans } = watched(await fakeEngine('copy'));
    await using session = await stagedEngine(engine, scratch.path).open(store, limits);
    const conversion = await session.convert(plan);
    expect(conversion).toMatchObject({
      status: 'converted',
      result: { outputs: [{ format: 'parquet', ref: output, bytes: 4 }] },
    });
    expect(Buffer.from(await collectBytes(store.read(output))).toString()).toBe('n\n1\n');
    expect(filePath(plans[0]!.source.ref).startsWith(scratch.path)).toBe(true);
    expect(await readdir(scratch.path)).toEqual([]);
  });

  it('leaves no file behind when it cannot convert, or throws', async () => {
    const { store, plan } = await storeWithSource();
    for (const name of ['cannot-write', 'bad-input']) {
      await using session = await stagedEngine(await fakeEngine(name), scratch.path).open(store, limits);
      const conversion = await session.convert(plan).catch((error: Error) => error.message);
      expect(conversion).toEqual(
        name === 'bad-input'
          ? expect.stringMatching(/row 1: cannot be read/)
          : { status: 'unsupported', because: 'row 2, column "n": 2^53+1' },
      );
      expect(await readdir(scratch.path)).toEqual([]);
    }
  });

  it('reads the version that was planned, or none', async () => {
    const { store, plan } = await storeWithSource();
    await using session = await stagedEngine(await fakeEngine('copy'), scratch.path).open(store, limits);
    const changed = { ...plan, source: { ...plan.source, etag: 'another' } };
    await expect(session.convert(changed)).rejects.toMatchObject({ code: 'changed' });
    expect(await fileStore().stat({ bucket: scratch.path, key: 'a.csv' })).toBeUndefined();
  });
});
