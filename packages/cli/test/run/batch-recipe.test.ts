import { memoryStore, type ObjectStore } from '@parquetry/core';
import { type Job, jobId, type Recipe } from '@parquetry/delivery';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Inference, inferTyping } from '../../src/commands/run/infer-typing.ts';
import { SpreadSample } from '../../src/commands/run/spread-sample.ts';
import type { WantedRecipe } from '../../src/commands/run/wanted-recipe.ts';

const refOf = (key: string) => ({ bucket: 's3://lake', key });
const jobOf = (key: string, bytes = 10): Job => ({
  id: jobId(refOf(key)),
  source: { ref: refOf(key), bytes },
});
const keysOf = (jobs: readonly Job[]) => jobs.map(({ source }) => source.ref.key);

describe('the objects that types are found in', () => {
  const sampleOf = (keys: readonly string[], most = 5) => {
    const sample = new SpreadSample(most);
    for (const key of keys) sample.add(jobOf(key));
    return keysOf(sample.jobs());
  };
  const many = Array.from({ length: 1000 }, (_, index) => `k${String(index).padStart(4, '0')}`);

  it('are all of few', () => {
    expect(sampleOf(['a'])).toEqual(['a']);
    expect(sampleOf(['a', 'b', 'c', 'd', 'e'])).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('are the first, the last and some between, in order, and the same ones every time', () => {
    const found = sampleOf(many);
    expect(found).toHaveLength(5);
    expect(found[0]).toBe('k0000');
    expect(found.at(-1)).toBe('k0999');
    expect(found).toEqual([...found].sort());
    expect(sampleOf(many)).toEqual(found);
  });

  it('lie anywhere between: no part of a listing is left out', () => {
    const quarters = [0, 0, 0, 0];
    for (const key of sampleOf(many, 200)) quarters[Math.floor(Number(key.slice(1)) / 250)]! += 1;
    for (const count of quarters) expect(count).toBeGreaterThan(30);
  });

  it('are none that are empty', () => {
    const sample = new SpreadSample(5);
    sample.add(jobOf('a', 0));
    sample.add(jobOf('b'));
    expect(keysOf(sample.jobs())).toEqual(['b']);
  });
});

describe('types for all objects', () => {
  const recipe: WantedRecipe = {
    from: { bucket: 's3://lake', prefix: '' },
    to: { bucket: 's3://out', prefix: '' },
    source: {},
    outputs: [{ format: 'parquet', codec: 'snappy' }],
  };
  const inference: Inference = {
    recipe,
    declared: new Map(),
    undeclared: 'infer',
    sampleBytes: 1 << 20,
    signal: new AbortController().signal,
  };
  let store: ObjectStore;
  let reads: string[];

  beforeEach(() => {
    const memory = memoryStore();
    reads = [];
    store = {
      ...memory,
      read(ref, options) {
        reads.push(ref.key);
        return memory.read(ref, options);
      },
    };
  });

  const put = async (contents: Readonly<Record<string, string>>): Promise<Job[]> => {
    for (const [key, content] of Object.entries(contents)) {
      await store.write(
        refOf(key),
        (async function* () {
          yield Buffer.from(content);
        })(),
      );
    }
    return Object.entries(contents).map(([key, content]) => jobOf(key, content.length));
  };
  const infer = async (contents: Readonly<Record<string, string>>, more: Partial<Inference> = {}) =>
    inferTyping(store, await put(contents), { ...inference, ...more });
  const typesOf = ({ typing }: { typing: Extract<Recipe['typing'], { kind: 'shared' }> }) =>
    typing.schema.columns.map(({ name, type }) => `${name}:${type.kind}`);

  it('are those of all that are looked at, each read once', async () => {
    const found = await infer({ 'a.csv': 'x,y\n1,\n', 'b.csv': 'x,y\n1.5,text\n' });
    expect(typesOf(found)).toEqual(['x:float64', 'y:string']);
    expect(found.typing.schema.columns[0]).not.toHaveProperty('guess');
    expect(reads.sort()).toEqual(['a.csv', 'b.csv']);
  });

  it('come with a model where all begin with the same line', async () => {
    const alike = await infer({ 'a.csv': 'x,y\n1,2\n', 'b.csv': 'x,y\n3,4\n' });
    expect(alike.typing.model?.firstLine).toBe(Buffer.from('x,y\n').toString('base64'));
    const ordered = await infer({ 'a.csv': 'x,y\n1,2\n', 'b.csv': 'y,x\n3,4\n' });
    expect(ordered.typing.model).toBeUndefined();
    expect(typesOf(ordered)).toEqual(['x:int64', 'y:int64']);
  });

  it('are those of the columns that most have; what else is there is told', async () => {
    const found = await infer({
      'a.csv': 'other\n1\n',
      'b.csv': 'x\n1\n',
      'c.csv': 'x\n2\n',
      'd.csv': '\0\0',
    });
    expect(typesOf(found)).toEqual(['x:int64']);
    expect(found.unusable?.objects).toBe(2);
  });

  it('are declared ones, and texts where everything is to be text', async () => {
    const declared = new Map([['x', { name: 'x', type: { kind: 'float64' }, nullable: true }]] as const);
    const found = await infer({ 'a.csv': 'x,y\n1,2\n' }, { declared, undeclared: 'string' });
    expect(typesOf(found)).toEqual(['x:float64', 'y:string']);
  });

  it('of JSON are those of all keys', async () => {
    const found = await infer({ 'a.ndjson': '{"x":1}\n', 'b.ndjson': '{"x":2,"y":true}\n' });
    expect(typesOf(found)).toEqual(['x:int64', 'y:boolean']);
    expect(found.kind).toBe('json');
    expect(found.typing.model).toBeUndefined();
  });

  it('of large objects come from their beginnings', async () => {
    const rows = Array.from({ length: 40_000 }, (_, index) => `${index},x`).join('\n');
    const found = await infer({ 'a.csv': `x,y\n${rows}\n` }, { sampleBytes: 1000 });
    expect(typesOf(found)).toEqual(['x:int64', 'y:string']);
    expect(found.typing.model?.firstLine).toBe(Buffer.from('x,y\n').toString('base64'));
  });

  it('cannot be found where no object can be read', async () => {
    await expect(infer({ 'a.csv': '\0\0', 'b.csv': '' })).rejects.toThrow(
      'no types can be found: none of 2 objects that were looked at can be read. The first: s3://lake/a.csv',
    );
  });

  it('are not looked for any more after an abort', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(infer({ 'a.csv': 'x\n1\n' }, { signal })).rejects.toThrow('enough');
  });
});
