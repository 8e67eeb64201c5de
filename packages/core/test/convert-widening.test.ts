import { beforeEach, describe, expect, it } from 'vitest';
import {
  BadInputError,
  collectBytes,
  convertWidening,
  describeSource,
  memoryStore,
  type ObjectStore,
  type Outcome,
  type PlannedInput,
  type PlanningOptions,
  planEach,
} from '../src/index.ts';
import { referenceSession } from './support/reference-session.ts';

const SAMPLE_BYTES = 200;
/** More than a sample, and than one block of records. */
const MANY = Array.from({ length: 40_000 }, (_, row) => `${row},${row}\n`).join('');

let store: ObjectStore;
let session: ReturnType<typeof referenceSession>;
beforeEach(() => {
  store = memoryStore();
  session = referenceSession(store);
});

const ref = (bucket: string, key: string) => ({ bucket, key });

async function convert(
  files: Record<string, string>,
  options: Partial<PlanningOptions> = {},
): Promise<Outcome[]> {
  const inputs: PlannedInput[] = [];
  for (const [key, text] of Object.entries(files)) {
    async function* body() {
      yield Buffer.from(text);
    }
    await store.write(ref('in', key), body());
    inputs.push({
      source: await describeSource(store, ref('in', key), { hasHeader: true }),
      outputs: [{ format: 'parquet', ref: ref('out', key), codec: 'snappy' }],
      rejects: ref('rejects', key),
    });
  }
  const planning = {
    declared: new Map(),
    undeclared: 'infer',
    shareSchema: true,
    sampleBytes: SAMPLE_BYTES,
    ...options,
  } as const;
  const plannings = await planEach(store, inputs, planning);
  return convertWidening(store, session, inputs, plannings, planning);
}

const result = (outcome: Outcome | undefined) => {
  if (outcome?.status !== 'converted') throw new Error(`${JSON.stringify(outcome)}`);
  return outcome.result;
};

const errorOf = (outcome: Outcome | undefined) =>
  outcome?.status === 'failed' ? String(outcome.error) : outcome?.status;

async function lastLine(bucket: string, key: string) {
  const text = Buffer.from(await collectBytes(store.read(ref(bucket, key)))).toString();
  return text.trimEnd().split('\n').at(-1);
}

describe('a file whose sample shows its types', () => {
  it('is converted once', async () => {
    const [outcome] = await convert({ 'a.csv': `x,y\n${MANY}` });
    expect(result(outcome).rows).toEqual({ read: 40_000, written: 40_000, rejected: 0, padded: 0 });
    expect(result(outcome).widened).toBeUndefined();
    expect(session.converted).toEqual(['a.csv']);
  });
});

describe('a file with a cell that contradicts its sample', () => {
  it('is converted once more, from its text, with the types of all its rows', async () => {
    const [outcome] = await convert({ 'a.csv': `x,y\n${MANY}1.50,TRUE\n` });
    expect(session.converted).toEqual(['a.csv', 'a.csv']);
    expect(result(outcome).widened).toEqual([
      { column: 'x', from: 'int64', to: 'float64', row: 40_001 },
      { column: 'y', from: 'int64', to: 'string', row: 40_001 },
    ]);
    expect(await lastLine('out', 'a.csv')).toBe('[1.5,"TRUE"]');
  });

  it('names for each column the row that contradicts it', async () => {
    const [outcome] = await convert({ 'a.csv': `x,y\n${MANY}1,later\n${MANY}2.5,3\n` });
    expect(result(outcome).widened).toEqual([
      { column: 'x', from: 'int64', to: 'float64', row: 80_002 },
      { column: 'y', from: 'int64', to: 'string', row: 40_001 },
    ]);
  });

  it('gets the type of the first value in a column that was empty', async () => {
    const empty = Array.from({ length: 1000 }, (_, row) => `${row},\n`).join('');
    const [outcome] = await convert({ 'a.csv': `x,y\n${empty}1,2024-01-01\n` });
    expect(result(outcome).widened).toEqual([{ column: 'y', to: 'date', row: 1001 }]);
    expect(await lastLine('out', 'a.csv')).toBe('["1",19723]');
  });

  it('is not fooled by another spelling of a boolean, or by NaN', async () => {
    const rows = Array.from({ length: 1000 }, () => 'true,1.5\n').join('');
    const [outcome] = await convert({ 'a.csv': `b,f\n${rows}TRUE,NaN\n` });
    expect(await lastLine('out', 'a.csv')).toBe('["TRUE","NaN"]');
    expect(result(outcome).widened?.map(({ column, to }) => `${column}:${to}`)).toEqual([
      'b:string',
      'f:string',
    ]);
  });

  it('says so when the values of a JSON key turn into JSON text', async () => {
    const rows = Array.from({ length: 1000 }, () => '{"a":"x"}\n').join('');
    const [outcome] = await convert({ 'a.json': `${rows}{"a":1}\n` });
    expect(result(outcome).widened).toEqual([
      { column: 'a', from: 'string', to: 'string', isJsonText: true, row: 1001 },
    ]);
    expect(await lastLine('out', 'a.json')).toBe('["1"]');
  });

  it('still fails at a bad row, in the second pass too', async () => {
    const [outcome] = await convert({ 'a.csv': `x,y\n${MANY}a,1\n1,2,3\n` });
    expect(outcome).toMatchObject({ status: 'failed', error: expect.any(BadInputError) });
    expect(errorOf(outcome)).toContain('a.csv row 40,002');
  });

  it('keeps account of rejected rows in the second pass alone', async () => {
    const [outcome] = await convert(
      { 'a.csv': `x,y\n1,2,3\n${MANY}a,1\n` },
      { badRows: { fate: 'reject', isRedacted: false } },
    );
    expect(result(outcome).rows).toEqual({ read: 40_002, written: 40_001, rejected: 1, padded: 0 });
    expect(JSON.parse((await lastLine('rejects', 'a.csv'))!)).toMatchObject({ row: 1, raw: '1,2,3' });
  });
});

describe('files that share a schema', () => {
  it('are all converted again when one contradicts it', async () => {
    const outcomes = await convert({
      'a.csv': 'x,y\n1,2\n',
      'b.csv': `x,y\n${MANY}1.5,2\n`,
      'c.csv': 'x,y\n5,6\n',
    });
    expect(session.converted).toEqual(['a.csv', 'b.csv', 'a.csv', 'b.csv', 'c.csv']);
    expect(outcomes.map((outcome) => result(outcome).widened)).toEqual([
      undefined,
      [{ column: 'x', from: 'int64', to: 'float64', row: 40_001 }],
      undefined,
    ]);
    expect(await lastLine('out', 'c.csv')).toBe('[5,"6"]');
  });

  it('are left alone by each other when each has a schema of its own', async () => {
    await convert({ 'a.csv': 'x,y\n1,2\n', 'b.csv': `x,y\n${MANY}1.5,2\n` }, { shareSchema: false });
    expect(session.converted).toEqual(['a.csv', 'b.csv', 'b.csv']);
    expect(await lastLine('out', 'a.csv')).toBe('["1","2"]');
  });

  it('are filled with nulls where they lack a column, when new columns are added', async () => {
    await convert({ 'a.csv': 'x,y\n1,2\n', 'b.csv': 'z,x\nq,7\n' }, { newColumns: 'add' });
    expect(await lastLine('out', 'a.csv')).toBe('["1","2",null]');
    expect(await lastLine('out', 'b.csv')).toBe('["7",null,"q"]');
  });

  it('lose no value of a new column that is to be rejected', async () => {
    const outcomes = await convert(
      { 'a.csv': 'x,y\n1,2\n', 'b.csv': 'x,y,z\n1,2,\n3,4,new\n' },
      { newColumns: 'reject', badRows: { fate: 'reject', isRedacted: false } },
    );
    expect(result(outcomes[1]).rows).toEqual({ read: 2, written: 1, rejected: 1, padded: 0 });
    expect(JSON.parse((await lastLine('rejects', 'b.csv'))!)).toMatchObject({
      row: 2,
      column: 'z',
      reason: 'a value in a column that the schema lacks',
      raw: '3,4,new',
    });
  });
});

describe('a file that is changed between the two passes', () => {
  it('fails instead of mixing two versions', async () => {
    const changing: ObjectStore = { ...store };
    const files = { 'a.csv': `x,y\n${MANY}1.5,2\n` };
    const inner = session.convert;
    session.convert = async (plan, signal) => {
      try {
        return await inner(plan, signal);
      } catch (error) {
        async function* body() {
          yield Buffer.from('x,y\n1,2\n');
        }
        await changing.write(ref('in', 'a.csv'), body());
        throw error;
      }
    };
    const [outcome] = await convert(files);
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'changed' } });
  });
});

describe('a JSON key that turns up behind the sample', () => {
  const many = Array.from({ length: 1000 }, () => '{"a":1}\n').join('');

  it.each([
    ['a value', '{"a":1,"b":"x"}', '["1","x"]'],
    ['null alone', '{"a":1,"b":null}', '["1",null]'],
    ['an object without members', '{"a":1,"b":{}}', '["1",null]'],
    ['an object', '{"a":1,"b":{"c":null}}', '["1",null]'],
  ])('with %s is a column', async (_what, record, row) => {
    const [outcome] = await convert({ 'a.json': `${many}${record}\n` });
    expect(result(outcome).rows.read).toBe(1001);
    expect(await lastLine('out', 'a.json')).toBe(row);
  });

  it('is none where its object is flattened in other records', async () => {
    const [outcome] = await convert({
      'a.json': `{"a":1,"b":{"c":2}}\n${many}{"a":1,"b":null}\n{"a":2,"b":{}}\n`,
    });
    expect(session.converted).toEqual(['a.json']);
    expect(result(outcome).widened).toBeUndefined();
    expect(await lastLine('out', 'a.json')).toBe('["2",null]');
  });
});
