import { type ConversionPlan, conversionPlan, memoryStore, plainCsv } from '@parquetry/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { verifyOnce } from '../../src/verification/verify-once.ts';
import type { Verification, VerificationRequest } from '../../src/verification/verify-outputs.ts';

const writers = { parquet: 'simd', avro: 'parquetry' };
let asked: string[][];
let store: ReturnType<typeof memoryStore>;
beforeEach(() => {
  asked = [];
  store = memoryStore();
});

async function write(key: string, text: string) {
  await store.write(
    { bucket: 'out', key },
    (async function* () {
      yield Buffer.from(text);
    })(),
  );
}

function planOf(source: string, ...keys: string[]): ConversionPlan {
  return conversionPlan.parse({
    source: { ref: { bucket: 'in', key: source }, bytes: 1, compression: 'none', format: plainCsv(['n']) },
    schema: { columns: [{ name: 'n', type: { kind: 'int64' }, nullable: true }] },
    outputs: keys.map((key) =>
      key.endsWith('.avro')
        ? { format: 'avro', ref: { bucket: 'out', key }, codec: 'snappy' }
        : { format: 'parquet', ref: { bucket: 'out', key }, codec: 'snappy' },
    ),
  });
}

/** Finds everything right whose key does not begin with `wrong`. */
const verify = async ({ plan }: VerificationRequest): Promise<Verification> => {
  const keys = plan.outputs.map(({ ref }) => ref.key);
  asked.push(keys);
  const wrong = keys.find((key) => key.startsWith('wrong'));
  if (wrong !== undefined) return { status: 'wrong-output', mismatch: wrong };
  return {
    status: 'verified',
    verifiedBy: Object.fromEntries(plan.outputs.map(({ format }) => [format, `reader of ${format}`])),
    verification: 'by looking',
  };
};

describe('verifyOnce', () => {
  it('does not look at the same bytes of the same source again', async () => {
    await write('a.parquet', 'same');
    await write('b.parquet', 'same');
    const once = verifyOnce(verify);
    const first = await once({ store, writers, plan: planOf('x', 'a.parquet') });
    expect(await once({ store, writers, plan: planOf('x', 'b.parquet') })).toEqual(first);
    expect(asked).toEqual([['a.parquet']]);
  });

  it('looks at other bytes, another source, another writer', async () => {
    await write('a.parquet', 'same');
    await write('b.parquet', 'other');
    const once = verifyOnce(verify);
    await once({ store, writers, plan: planOf('x', 'a.parquet') });
    await once({ store, writers, plan: planOf('x', 'b.parquet') });
    await once({ store, writers, plan: planOf('y', 'a.parquet') });
    await once({ store, writers: { ...writers, parquet: 'duckdb' }, plan: planOf('x', 'a.parquet') });
    expect(asked).toHaveLength(4);
  });

  it('looks at what is new of several outputs, and speaks of all', async () => {
    await write('a.parquet', 'same');
    await write('a.avro', 'avro');
    const once = verifyOnce(verify);
    await once({ store, writers, plan: planOf('x', 'a.parquet') });
    expect(await once({ store, writers, plan: planOf('x', 'a.parquet', 'a.avro') })).toMatchObject({
      status: 'verified',
      verifiedBy: { parquet: 'reader of parquet', avro: 'reader of avro' },
      verification: 'by looking',
    });
    expect(asked).toEqual([['a.parquet'], ['a.avro']]);
  });

  it('remembers nothing that was wrong, and has missing outputs complained of', async () => {
    await write('wrong.parquet', 'same');
    const once = verifyOnce(verify);
    for (let time = 0; time < 2; time += 1) {
      expect(await once({ store, writers, plan: planOf('x', 'wrong.parquet') })).toEqual({
        status: 'wrong-output',
        mismatch: 'wrong.parquet',
      });
    }
    await once({ store, writers, plan: planOf('x', 'missing.parquet') });
    expect(asked).toEqual([['wrong.parquet'], ['wrong.parquet'], ['missing.parquet']]);
  });
});
