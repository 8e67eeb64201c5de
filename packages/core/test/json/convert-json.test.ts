import { describe, expect, it } from 'vitest';
import {
  collectBytes,
  convertWidening,
  describeSource,
  memoryStore,
  type PlanningOptions,
  planEach,
} from '../../src/index.ts';
import { referenceSession } from '../support/reference-session.ts';

/** Longer than what is looked at to describe a source. */
const MANY = '{"a":1,"o":null}\n'.repeat(20_000);

async function convert(text: string, options: Partial<PlanningOptions> = {}) {
  const store = memoryStore();
  const session = referenceSession(store);
  const ref = { bucket: 'in', key: 'a.json' };
  async function* body() {
    yield Buffer.from(text);
  }
  await store.write(ref, body());
  const source = await describeSource(store, ref);
  const out = { bucket: 'out', key: 'a' };
  const inputs = [{ source, outputs: [{ format: 'parquet', ref: out, codec: 'snappy' } as const] }];
  const planning = {
    declared: new Map(),
    undeclared: 'infer',
    shareSchema: false,
    sampleBytes: 1000,
    ...options,
  } as const;
  const plannings = await planEach(store, inputs, planning);
  const [outcome] = await convertWidening(store, session, inputs, plannings, planning);
  if (outcome?.status !== 'converted') throw new Error(String(outcome?.status === 'failed' && outcome.error));
  const lines = Buffer.from(await collectBytes(store.read(out)))
    .toString()
    .trimEnd()
    .split('\n');
  return { outcome, last: JSON.parse(lines.at(-1)!), passes: session.converted.length, rows: lines.length };
}

describe('JSON that says more than its sample', () => {
  it.each([
    ['another type', '{"a":1.5}', [1.5, null]],
    ['several kinds', '{"a":"x"}', ['"x"', null]],
    ['another key', '{"a":2,"z":true}', ['2', null, true]],
    ['an object where nothing was', '{"a":2,"o":{"x":{"y":3}}}', ['2', '3']],
    ['text where nothing was', '{"o":"t"}', [null, 't']],
  ])('is converted once more: %s', async (_, line, last) => {
    const found = await convert(`${MANY}${line}\n`);
    expect(found).toMatchObject({ last, passes: 2, rows: 20_001 });
  });

  it('has a key that was flattened as text once it is no object', async () => {
    const found = await convert(`${'{"a":{"b":1},"a.b":0}\n'.repeat(20_000)}{"a":5}\n`);
    expect(found).toMatchObject({ last: ['5', null], passes: 2, rows: 20_001 });
  });

  it.each([
    ['an object', '{"o":{"x":{"y":3}}}', [null, '3']],
    ['text', '{"o":"t"}', [null, 't']],
    ['nothing', '{"a":2}', ['2', null]],
  ])(
    'has %s where nothing was as reading every row has it, where all is to be text',
    async (_, line, last) => {
      const strings = { undeclared: 'string' } as const;
      const sampled = await convert(`${MANY}${line}\n`, strings);
      const whole = await convert(`${MANY}${line}\n`, { ...strings, sampleBytes: undefined });
      expect([sampled.last, whole.last]).toEqual([last, last]);
      expect(sampled.rows).toBe(20_001);
    },
  );

  it('tells which columns changed, and where', async () => {
    const { outcome } = await convert(`${MANY}{"a":1.5,"o":{"x":1}}\n`);
    expect(outcome.result.widened).toEqual([
      { column: 'a', from: 'int64', to: 'float64', row: 20_001 },
      { column: 'o.x', to: 'int64', row: 20_001 },
    ]);
  });
});
