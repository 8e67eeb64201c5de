import {
  collectBytes,
  describeSource,
  memoryStore,
  type ObjectRef,
  type ObjectStore,
  type TableSchema,
} from '@parquetry/core';
import { describe, expect, test } from 'vitest';
import type { Job, JobContext } from '../../src/jobs/job.ts';
import { modelOf } from '../../src/jobs/make-model.ts';
import { readWholeFrom } from '../../src/jobs/read-whole.ts';
import { recipe as parseRecipe, type Recipe } from '../../src/jobs/recipe.ts';
import { openJobRunner } from '../../src/jobs/run-job.ts';
import { countedStore } from './counted-store.ts';
import { lineEngine, written } from './line-engine.ts';

const TEXT = 'id,name\n1,one\n2,two\n';
const SCHEMA: TableSchema = {
  columns: [
    { name: 'id', type: { kind: 'int64' }, nullable: true },
    { name: 'name', type: { kind: 'string' }, nullable: true },
  ],
};
const from = { bucket: 's3://in', prefix: 'day/' };
const to = { bucket: 's3://out', prefix: 'table/' };
const context: JobContext = { signal: new AbortController().signal, attempt: 1 };

const sourceRef = (name: string): ObjectRef => ({ bucket: from.bucket, key: from.prefix + name });
const outputRef = (name: string): ObjectRef => ({ bucket: to.bucket, key: to.prefix + name });

const put = (store: ObjectStore, ref: ObjectRef, text: string) =>
  store.write(
    ref,
    (async function* () {
      yield Buffer.from(text);
    })(),
  );
const textOf = async (store: ObjectStore, ref: ObjectRef) =>
  Buffer.from(await collectBytes(store.read(ref))).toString();

async function listed(store: ObjectStore, name: string): Promise<Job> {
  const { ref, bytes, etag } = (await store.stat(sourceRef(name)))!;
  return { id: name, source: { ref, bytes, etag } };
}

const recipeOf = (more: object = {}): Recipe =>
  parseRecipe.parse({
    from,
    to,
    typing: { kind: 'shared', schema: SCHEMA, isWhole: true },
    outputs: [
      { format: 'parquet', codec: 'snappy' },
      { format: 'avro', codec: 'null' },
    ],
    ...more,
  });

interface SetUp {
  readonly recipe?: Recipe;
  readonly wholeObjectBytes?: number;
  readonly outputsTogether?: boolean;
  readonly engine?: ReturnType<typeof lineEngine>;
  readonly behind?: ObjectStore;
  readonly streamStore?: ObjectStore;
}

async function setUp({
  recipe = recipeOf(),
  wholeObjectBytes = 1 << 20,
  outputsTogether = true,
  engine = lineEngine(),
  behind = memoryStore(),
  streamStore,
}: SetUp = {}) {
  const { store, calls } = countedStore(behind);
  const runner = await openJobRunner({
    store,
    engine: engine.engine,
    limits: { memoryBytes: 1 << 28, threads: 1 },
    recipe,
    readWhole: readWholeFrom(() => store),
    wholeObjectBytes,
    streamStore: () => streamStore ?? store,
    outputsTogether,
  });
  return { store: behind, calls, runner, engine };
}

async function recipeWithModel(text: string): Promise<Recipe> {
  const store = memoryStore();
  await put(store, sourceRef('model.csv'), text);
  const model = modelOf(await describeSource(store, sourceRef('model.csv')), Buffer.from(text));
  return recipeOf({ typing: { kind: 'shared', schema: SCHEMA, isWhole: true, model } });
}

describe('a small object', () => {
  test('is read by one request and written by one for each output', async () => {
    const { store, calls, runner } = await setUp();
    await put(store, sourceRef('a.csv'), TEXT);
    const result = await runner.run(await listed(store, 'a.csv'), context);
    expect(calls).toEqual([
      'read s3://in/day/a.csv',
      'write s3://out/table/a.parquet',
      'write s3://out/table/a.avro',
    ]);
    expect(await textOf(store, outputRef('a.parquet'))).toBe(written('parquet', TEXT));
    expect(await textOf(store, outputRef('a.avro'))).toBe(written('avro', TEXT));
    expect(result).toMatchObject({ rows: { read: 2, written: 2 }, bytes: { read: TEXT.length } });
    expect(result.bytes.written).toBe(written('parquet', TEXT).length + written('avro', TEXT).length);
  });

  test('of which nothing but the name is known is looked at first', async () => {
    const { store, calls, runner } = await setUp();
    const { etag } = await put(store, sourceRef('a.csv'), TEXT);
    const result = await runner.run({ id: 'a', source: { ref: sourceRef('a.csv') } }, context);
    expect(calls.slice(0, 2)).toEqual(['stat s3://in/day/a.csv', 'read s3://in/day/a.csv']);
    expect(result.etag).toBe(etag);
  });

  test('whose rows are partly set aside has them written beside', async () => {
    const rejects = { bucket: 's3://out', prefix: 'rejects/' };
    const { store, runner } = await setUp({
      recipe: recipeOf({ rejects, badRows: { fate: 'reject', isRedacted: false } }),
    });
    await put(store, sourceRef('a.csv'), `${TEXT}odd\n`);
    const result = await runner.run(await listed(store, 'a.csv'), context);
    expect(result.rejects?.bytes).toBe(3);
    expect(await textOf(store, result.rejects!.ref)).toBe('odd');
  });

  test('that changed since it was listed is an error, and nothing is written', async () => {
    const { store, calls, runner } = await setUp();
    await put(store, sourceRef('a.csv'), TEXT);
    const job = await listed(store, 'a.csv');
    await put(store, sourceRef('a.csv'), `${TEXT}3,three\n`);
    await expect(runner.run(job, context)).rejects.toMatchObject({ code: 'changed' });
    expect(calls.filter((call) => call.startsWith('write'))).toEqual([]);
  });

  test('that changed is read as it is by another attempt', async () => {
    const { store, runner } = await setUp();
    await put(store, sourceRef('a.csv'), TEXT);
    const job = await listed(store, 'a.csv');
    const { etag } = await put(store, sourceRef('a.csv'), `${TEXT}3,three\n`);
    expect(await runner.run(job, { ...context, attempt: 2 })).toMatchObject({ etag, rows: { read: 3 } });
  });

  test('that is gone is an error that says so', async () => {
    const { runner } = await setUp();
    const job = { id: 'a', source: { ref: sourceRef('a.csv') } };
    await expect(runner.run(job, context)).rejects.toThrow('s3://in/day/a.csv does not exist');
  });

  test('with bad input writes nothing', async () => {
    const { store, calls, runner } = await setUp();
    await put(store, sourceRef('a.csv'), 'id,name\nbad\n');
    await expect(runner.run(await listed(store, 'a.csv'), context)).rejects.toThrow('bad line');
    expect(calls.filter((call) => call.startsWith('write'))).toEqual([]);
  });

  test('that an engine does not support says why', async () => {
    const { store, runner } = await setUp({
      recipe: recipeOf({ outputs: [{ format: 'parquet', codec: 'gzip' }] }),
    });
    await put(store, sourceRef('a.csv'), TEXT);
    await expect(runner.run(await listed(store, 'a.csv'), context)).rejects.toThrow(
      'lines are never gzipped',
    );
  });
});

describe('a large object', () => {
  test('is streamed, in no more memory than the engine takes', async () => {
    const { store, calls, runner } = await setUp({ wholeObjectBytes: 4 });
    await put(store, sourceRef('a.csv'), TEXT);
    const result = await runner.run(await listed(store, 'a.csv'), context);
    expect(calls).toContain('write s3://out/table/a.parquet');
    expect(calls.filter((call) => call.startsWith('stat'))).toEqual([]);
    expect(await textOf(store, outputRef('a.avro'))).toBe(written('avro', TEXT));
    expect(result.rows.read).toBe(2);
  });

  test('goes by the store for large ones', async () => {
    const behind = memoryStore();
    const large = countedStore(behind);
    const { calls, runner } = await setUp({ wholeObjectBytes: 4, behind, streamStore: large.store });
    await put(behind, sourceRef('a.csv'), TEXT);
    await runner.run(await listed(behind, 'a.csv'), context);
    expect(calls).toEqual([]);
    expect(large.calls.at(-1)).toBe('write s3://out/table/a.avro');
  });

  test('of unknown version that changed is an error', async () => {
    const { store, runner } = await setUp({ wholeObjectBytes: 4 });
    await put(store, sourceRef('a.csv'), TEXT);
    const job = { id: 'a', source: { ref: sourceRef('a.csv'), etag: 'another' } };
    await expect(runner.run(job, context)).rejects.toMatchObject({ code: 'changed' });
  });
});

describe('the model of a recipe', () => {
  test('spares looking at objects with the same first line', async () => {
    const { store, runner, engine } = await setUp({ recipe: await recipeWithModel(TEXT) });
    // As the model has it, `;` would not be the delimiter: what is in the other lines is not looked at.
    await put(store, sourceRef('a.csv'), 'id,name\n1;1;1\n2;2;2\n3;3;3\n');
    await runner.run(await listed(store, 'a.csv'), context);
    const { format } = engine.plans[0]!.source;
    expect(format.kind === 'csv' && format.dialect.delimiter).toBe(',');
  });

  test('does not hold for objects with another first line: their columns are found by name', async () => {
    const { store, runner, engine } = await setUp({ recipe: await recipeWithModel(TEXT) });
    await put(store, sourceRef('a.csv'), 'name,id\none,1\ntwo,2\n');
    await runner.run(await listed(store, 'a.csv'), context);
    expect(engine.plans[0]!.source.format).toMatchObject({ names: ['name', 'id'] });
    expect(engine.plans[0]!.schema.columns.map(({ name }) => name)).toEqual(['id', 'name']);
  });

  test('is none where the header goes beyond a line, or there is none', async () => {
    const store = memoryStore();
    for (const text of ['"a\nb",c\n1,2\n', '1,2\n3,4\n', '# x\na,b\n1,2\n', '{"a":1}\n']) {
      await put(store, sourceRef('m'), text);
      const description = await describeSource(
        store,
        sourceRef('m'),
        text.startsWith('#') ? { comment: '#' } : {},
      );
      expect(modelOf(description, Buffer.from(text)), text).toBeUndefined();
    }
  });

  test('an object that lacks a column of the schema is refused', async () => {
    const { store, runner } = await setUp();
    await put(store, sourceRef('a.csv'), 'id,other\n1,2\n');
    await expect(runner.run(await listed(store, 'a.csv'), context)).rejects.toThrow(
      'lacks the column "name"',
    );
  });
});

test('objects that are typed by themselves have each their own schema', async () => {
  const recipe = recipeOf({ typing: { kind: 'per-object' } });
  const { store, runner, engine } = await setUp({ recipe });
  await put(store, sourceRef('a.csv'), 'x\n1\n');
  await put(store, sourceRef('b.csv'), 'x\n1.5\n');
  await runner.run(await listed(store, 'a.csv'), context);
  await runner.run(await listed(store, 'b.csv'), context);
  expect(engine.plans.map(({ schema }) => schema.columns[0]!.type.kind)).toEqual(['int64', 'float64']);
});

test('no more conversions go on at once than the engine finds worthwhile', async () => {
  const engine = lineEngine(2);
  const { store, runner } = await setUp({ engine });
  const jobs = await Promise.all(
    ['a', 'b', 'c', 'd', 'e'].map(async (name) => {
      await put(store, sourceRef(`${name}.csv`), TEXT);
      return listed(store, `${name}.csv`);
    }),
  );
  await Promise.all(jobs.map((job) => runner.run(job, context)));
  expect(engine.inFlight.most).toBe(2);
});

test('two conversions of one object take turns', async () => {
  const engine = lineEngine(2);
  const { store, runner } = await setUp({ engine });
  await put(store, sourceRef('a.csv'), TEXT);
  const job = await listed(store, 'a.csv');
  await Promise.all([runner.run(job, context), runner.run(job, context)]);
  expect(engine.inFlight.most).toBe(1);
  expect(engine.plans).toHaveLength(2);
});

test('outputs are sent one after the other where that is asked for', async () => {
  const behind = memoryStore();
  const events: string[] = [];
  const slow: ObjectStore = {
    ...behind,
    async write(ref, body, signal) {
      events.push(`begin ${ref.key}`);
      await new Promise((resolve) => setImmediate(resolve));
      const stat = await behind.write(ref, body, signal);
      events.push(`end ${ref.key}`);
      return stat;
    },
  };
  const { runner } = await setUp({ behind: slow, outputsTogether: false });
  await put(behind, sourceRef('a.csv'), TEXT);
  await runner.run(await listed(behind, 'a.csv'), context);
  expect(events).toEqual([
    'begin table/a.parquet',
    'end table/a.parquet',
    'begin table/a.avro',
    'end table/a.avro',
  ]);
});

test('an output that cannot be written fails the job once every other one has ended', async () => {
  const behind = memoryStore();
  const failing: ObjectStore = {
    ...behind,
    async write(ref, body, signal) {
      if (ref.key.endsWith('.parquet')) throw new Error('no room');
      return behind.write(ref, body, signal);
    },
  };
  const { runner } = await setUp({ behind: failing });
  await put(behind, sourceRef('a.csv'), TEXT);
  await expect(runner.run(await listed(behind, 'a.csv'), context)).rejects.toThrow('no room');
  expect(await behind.stat(outputRef('a.avro'))).toBeDefined();
});

test('an aborted job ends with the reason and writes nothing', async () => {
  const { store, calls, runner } = await setUp();
  await put(store, sourceRef('a.csv'), TEXT);
  const job = await listed(store, 'a.csv');
  const abort = new AbortController();
  abort.abort(new Error('enough'));
  await expect(runner.run(job, { signal: abort.signal, attempt: 1 })).rejects.toThrow('enough');
  expect(calls).toEqual([]);
});

test('closing the runner closes the engine', async () => {
  const engine = lineEngine();
  const { runner } = await setUp({ engine });
  expect(engine.isOpen()).toBe(true);
  await runner[Symbol.asyncDispose]();
  expect(engine.isOpen()).toBe(false);
});
