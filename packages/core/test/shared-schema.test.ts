import { beforeEach, describe, expect, it } from 'vitest';
import {
  ContradictionError,
  collectBytes,
  convertWidening,
  describeSource,
  memoryStore,
  type ObjectStore,
  observeReads,
  type PlannedInput,
  type PlanningOptions,
  parseColumnList,
  planEach,
  profileSource,
  typeName,
} from '../src/index.ts';
import { referenceSession } from './support/reference-session.ts';

const ref = (bucket: string, key: string) => ({ bucket, key });

let store: ObjectStore;
let session: ReturnType<typeof referenceSession>;
beforeEach(() => {
  store = memoryStore();
  session = referenceSession(store);
});

async function put(key: string, text: string) {
  async function* body() {
    yield Buffer.from(text);
  }
  await store.write(ref('in', key), body());
}

async function inputsOf(files: Record<string, string>): Promise<PlannedInput[]> {
  const inputs: PlannedInput[] = [];
  for (const [key, text] of Object.entries(files)) {
    await put(key, text);
    inputs.push({
      source: await describeSource(store, ref('in', key), { hasHeader: true }),
      outputs: [{ format: 'parquet', ref: ref('out', key), codec: 'snappy' }],
      rejects: ref('rejects', key),
    });
  }
  return inputs;
}

const REJECTING = { fate: 'reject', isRedacted: false } as const;

async function convert(files: Record<string, string>, options: Partial<PlanningOptions> = {}) {
  const inputs = await inputsOf(files);
  const planning = {
    declared: new Map(),
    undeclared: 'infer',
    shareSchema: true,
    sampleBytes: 50,
    ...options,
  } as const;
  const plannings = await planEach(store, inputs, planning);
  const outcomes = await convertWidening(store, session, inputs, plannings, planning);
  return { plannings, outcomes, statuses: outcomes.map(({ status }) => status) };
}

async function lines(bucket: string, key: string) {
  const text = Buffer.from(await collectBytes(store.read(ref(bucket, key)))).toString();
  return text.trimEnd().split('\n');
}

async function kept(bucket: string) {
  const keys: string[] = [];
  for await (const { ref: found } of store.list(bucket, '')) keys.push(found.key);
  return keys;
}

const INTS = `x,y\n${'1,2\n'.repeat(50)}`;
const DECIMALS = `${INTS}1.5,2\n`;

describe('a set that is converted once more', () => {
  it('leaves no file of the first attempt whose source has changed since', async () => {
    const { convert: inner } = session;
    session.convert = async (plan, signal) => {
      const outcome = await inner(plan, signal);
      if (plan.source.ref.key === 'a.csv') await put('a.csv', 'x,y\n3,4\n');
      return outcome;
    };
    const { outcomes } = await convert({ 'a.csv': INTS, 'b.csv': DECIMALS });
    expect(outcomes).toMatchObject([
      { status: 'failed', error: { code: 'changed' } },
      { status: 'converted' },
    ]);
    expect(await kept('out')).toEqual(['b.csv']);
  });

  it('leaves nothing of the first attempt when the second is aborted', async () => {
    const abort = new AbortController();
    const { convert: inner } = session;
    session.convert = async (plan, signal) => {
      if (session.converted.length === 2) abort.abort(new Error('enough'));
      signal?.throwIfAborted();
      return inner(plan, signal);
    };
    const files = { 'a.csv': `${INTS}9\n`, 'b.csv': DECIMALS };
    await expect(convert(files, { signal: abort.signal, badRows: REJECTING })).rejects.toThrow('enough');
    expect([...(await kept('out')), ...(await kept('rejects'))]).toEqual([]);
  });

  it('is not converted a third time', async () => {
    session.convert = async ({ source }) => {
      session.converted.push(source.ref.key);
      throw new ContradictionError(1, 'x', 'never');
    };
    const { outcomes } = await convert({ 'a.csv': INTS });
    expect(session.converted).toEqual(['a.csv', 'a.csv']);
    expect(outcomes).toMatchObject([{ error: { message: expect.stringContaining('internal error') } }]);
  });

  it('has the columns of the same file, though that file cannot be planned', async () => {
    const inputs = await inputsOf({ 'a.csv': 'y,x\n', 'b.csv': DECIMALS });
    await put('a.csv', 'changed');
    const planning = {
      declared: new Map(),
      undeclared: 'infer',
      shareSchema: true,
      newColumns: 'reject',
      sampleBytes: 50,
    } as const;
    const plannings = await planEach(store, inputs, planning);
    const outcomes = await convertWidening(store, session, inputs, plannings, planning);
    expect(outcomes.map(({ status }) => status)).toEqual(['failed', 'converted']);
    expect((await lines('out', 'b.csv')).at(-1)).toBe('["2",1.5]');
  });
});

describe('types that inputs share', () => {
  it('owe nothing to an input that cannot be part of the set', async () => {
    const { plannings, statuses } = await convert({
      'a.csv': INTS,
      'b.csv': 'x,y,z\ntext,text,1\n',
      'c.json': '{"x":"text","y":true}\n',
    });
    expect(statuses).toEqual(['converted', 'failed', 'failed']);
    const [first] = plannings;
    expect(
      first?.status === 'planned' && first.plan.schema.columns.map(({ type }) => typeName(type)),
    ).toEqual(['int64', 'int64']);
  });

  it('owe nothing to rows that are set aside for a value without a column', async () => {
    const { outcomes } = await convert(
      { 'a.csv': INTS, 'b.csv': 'x,y,z\ntext,1,new\n2,3,\n' },
      { newColumns: 'reject', badRows: REJECTING },
    );
    expect(outcomes).toMatchObject([{}, { result: { rows: { read: 2, written: 1, rejected: 1 } } }]);
    expect(await lines('out', 'b.csv')).toEqual(['["2","3"]']);
    expect(session.converted).toEqual(['a.csv', 'b.csv']);
  });

  it('make JSON text of a key that is an empty object in one file and a number in another', async () => {
    const { statuses } = await convert({ 'a.json': '{"k":1,"n":1}\n', 'b.json': '{"n":2}\n{"k":{}}\n' });
    expect(statuses).toEqual(['converted', 'converted']);
    expect(await lines('out', 'b.json')).toEqual(['[null,"2"]', '["{}",null]']);
  });
});

describe('a schema that is given', () => {
  const given = { declared: parseColumnList('x:string'), isSchemaGiven: true, newColumns: 'add' } as const;

  it('gets the columns that it lacks behind its own, where new ones are added', async () => {
    await convert({ 'a.csv': INTS, 'b.csv': DECIMALS }, given);
    expect((await lines('out', 'b.csv')).at(-1)).toBe('["1.5","2"]');
  });

  it('gets keys that turn up late, too', async () => {
    await convert({ 'a.json': `${'{"x":1}\n'.repeat(50)}{"x":{"a":1},"late":true}\n` }, given);
    expect((await lines('out', 'a.json')).at(-1)).toBe('["{\\"a\\":1}",true]');
  });
});

describe('JSON whose columns are all known', () => {
  const flat = { newColumns: 'reject', badRows: REJECTING } as const;

  it('keeps objects whole under a key that had no value in the sample', async () => {
    const text = `${'{"a":1,"b":null}\n'.repeat(20_000)}{"a":2,"b":{"c":1}}\n`;
    const { statuses } = await convert({ 'a.json': text }, flat);
    expect(statuses).toEqual(['converted']);
    expect((await lines('out', 'a.json')).at(-1)).toBe('["2","{\\"c\\":1}"]');
  });

  it('sets a value aside that stands where other records have an object, whatever else is found', async () => {
    const text = `${'{"a":{"b":1},"c":1}\n'.repeat(20_000)}{"a":5,"c":1}\n{"a":{"b":2},"c":"x"}\n`;
    const { outcomes } = await convert({ 'a.json': text }, flat);
    expect(outcomes).toMatchObject([{ result: { rows: { read: 20_002, written: 20_001, rejected: 1 } } }]);
    expect((await lines('rejects', 'a.json')).map((line) => JSON.parse(line))).toMatchObject([
      { row: 20_001, column: 'a', raw: '{"a":5,"c":1}' },
    ]);
  });
});

describe('JSON with a declared column', () => {
  it('keeps objects under its key whole, as text', async () => {
    await convert({ 'a.json': '{"a":{"b":1},"c":{"d":2}}\n' }, { declared: parseColumnList('a:string') });
    expect(await lines('out', 'a.json')).toEqual(['["{\\"b\\":1}","2"]']);
  });
});

describe('an output with a dictionary for a column that there is not', () => {
  it('is refused by name', async () => {
    const [input] = await inputsOf({ 'a.csv': 'x,y\n1,2\n' });
    const outputs = [
      { format: 'parquet', ref: ref('out', 'a'), codec: 'none', dictionary: { x: true, z: false } },
    ] as const;
    const planning = { declared: new Map(), undeclared: 'infer', shareSchema: true } as const;
    const [planned] = await planEach(store, [{ ...input!, outputs }], planning);
    expect(planned).toMatchObject({
      status: 'failed',
      error: { name: 'RequestError', message: '--dictionary: in/a.csv has no column "z"; it has: x, y' },
    });
  });
});

describe('a sample of a text', () => {
  it.each([
    ['bad rows alone', '1,2,3\n'],
    ['comments alone', '#x\n'],
  ])('is no more than it has to be, of %s too', async (_what, line) => {
    await put('a.csv', `x,y\n1,2\n${line.repeat(100_000)}`);
    let bytes = 0;
    const source = await describeSource(store, ref('in', 'a.csv'), { hasHeader: true, comment: '#' });
    const chunked: ObjectStore = {
      ...store,
      async *read(from, options) {
        const all = await collectBytes(store.read(from, options));
        for (let at = 0; at < all.length; at += 1000) yield all.subarray(at, at + 1000);
      },
    };
    const counted = observeReads(chunked, (length) => {
      bytes += length;
    });
    await profileSource(counted, source, { sampleBytes: 10_000 });
    expect(bytes).toBeLessThan(20_000);
  });
});
