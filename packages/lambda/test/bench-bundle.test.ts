import { isAscii } from 'node:buffer';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SampleAnswer, SampleRequest } from '@parquetry/bench/sampling';
import { type ConversionPlanInput, conversionPlan, fileRef, plainCsv } from '@parquetry/core';
import { contestantNames, engineNames } from '@parquetry/engines';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handler } from '../src/bench-function.ts';
import { buildBenchBundle } from '../src/index.ts';

const CSV = 'n,s\n1,one\n2,two\n3,\n';

let scratch: string;
let bundle: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'parquetry-lambda-'));
  const built = join(scratch, 'built');
  bundle = join(scratch, 'deployed');
  await buildBenchBundle(built);
  await rename(built, bundle);
  await writeFile(join(scratch, 'in.csv'), CSV);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

function requestFor(engine: string, purpose: SampleRequest['purpose']): SampleRequest {
  const output = (format: 'parquet' | 'avro') => ({
    bucket: join(scratch, purpose, engine),
    key: `out.${format}`,
  });
  const plan = conversionPlan.parse({
    source: {
      ref: fileRef(join(scratch, 'in.csv')),
      compression: 'none',
      bytes: CSV.length,
      format: plainCsv(['n', 's']),
    },
    schema: {
      columns: [
        { name: 'n', type: { kind: 'int64' }, nullable: true },
        { name: 's', type: { kind: 'string' }, nullable: true },
      ],
    },
    outputs: [
      { format: 'parquet', ref: output('parquet'), codec: 'snappy' },
      { format: 'avro', ref: output('avro'), codec: 'snappy' },
    ],
  } satisfies ConversionPlanInput);
  const about = { engine, limits: { memoryBytes: 1 << 30, threads: 1 }, plans: [plan] };
  return purpose === 'verify' ? { purpose, ...about } : { purpose, ...about, iterations: 2, warmupFiles: 1 };
}

/** Asks the bundle's child as the harness does. */
async function ask(request: SampleRequest, bundled = request.engine): Promise<SampleAnswer> {
  const child = fork(join(bundle, bundled, 'bench-child.js'), [], { cwd: bundle, execArgv: [] });
  const exit = once(child, 'exit');
  const [ready] = await once(child, 'message');
  expect(ready).toMatchObject({ kind: 'ready', readyAtMs: expect.any(Number) });
  child.send(request);
  const [reply] = await once(child, 'message');
  await exit;
  if (reply.kind !== 'answer') throw new Error(reply.error);
  return reply.answer;
}

describe('the bundle, moved to a directory with nothing above it', () => {
  it.each(engineNames)('converts with %s', async (engine) => {
    const answer = await ask(requestFor(engine, 'verify'));
    if (answer.status !== 'converted') throw new Error(JSON.stringify(answer));
    const written = join(scratch, 'verify', engine);
    expect((await readFile(join(written, 'out.parquet'))).subarray(-4).toString()).toBe('PAR1');
    expect((await readFile(join(written, 'out.avro'))).subarray(0, 3).toString()).toBe('Obj');
  });

  it.each(engineNames)('measures %s and leaves no output', async (engine) => {
    const answer = await ask(requestFor(engine, 'measure'));
    if (answer.status !== 'measured') throw new Error(JSON.stringify(answer));
    expect(answer.sample.iterations).toHaveLength(2);
    expect(answer.sample.engineOpenMs).toBeGreaterThan(0);
    expect(answer.sample.peakRssBytes).toBeGreaterThan(1 << 20);
    const left = await readdir(join(scratch, 'measure', engine), { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => entry.isFile())).toEqual([]);
  });

  it.each(contestantNames)('carries %s, where it is installed, and converts with it', async (contestant) => {
    const request = requestFor(contestant, 'verify');
    const [parquet] = request.plans[0]!.outputs;
    const answer = await ask({ ...request, plans: [{ ...request.plans[0]!, outputs: [parquet!] }] });
    if (answer.status !== 'converted') throw new Error(JSON.stringify(answer));
    const file = await readFile(join(scratch, 'verify', contestant, 'out.parquet'));
    expect(file.subarray(-4).toString()).toBe('PAR1');
  });
});

it('the deployed handler converts', async () => {
  const { handler: deployed } = createRequire(import.meta.url)(join(bundle, 'simd', 'bench-function.js'));
  expect(await deployed(requestFor('simd', 'verify'))).toMatchObject({ status: 'converted' });
});

it('the handler names an engine that it does not have', async () => {
  await expect(handler({ ...requestFor('sequential', 'verify'), engine: 'abacus' })).rejects.toThrow(
    'there is no engine abacus',
  );
});

it('the deployed handler refuses an event of another shape', async () => {
  await expect(handler({ purpose: 'rest' })).rejects.toThrow(/purpose/);
});

it('types that nobody was told are found in a sample too', async () => {
  const answer = await ask({ ...requestFor('simd', 'verify'), infers: true });
  expect(answer).toMatchObject({ status: 'converted' });
});

/** What a sample of an engine loads before it is asked for anything. */
const loadedAtOnce = (engine: string) => readFile(join(bundle, engine, 'serve-samples.js'), 'utf8');

it.each(engineNames)('nothing that validates or infers is loaded to start a sample of %s', async (engine) => {
  const text = await loadedAtOnce(engine);
  expect(text).toContain('function serveRequest(');
  expect(text).not.toContain('ZodError');
  expect(text).not.toContain('function convertUntold(');
});

it('text of a bundle is ASCII', async () => {
  expect(isAscii(await readFile(join(bundle, 'simd', 'serve-samples.js')))).toBe(true);
});

it.each(engineNames)('%s is bundled without the other engines', async (engine) => {
  const engines = (await loadedAtOnce(engine)).matchAll(/\bname:"([\w-]+)",writers:/g);
  expect([...engines].map(([, name]) => name)).toEqual([engine]);
});

it('a bundle says that it has one engine alone', async () => {
  await expect(ask(requestFor('sequential', 'verify'), 'simd')).rejects.toThrow(
    'this bundle has the engine simd alone',
  );
});

describe('the compiled code beside a bundle', () => {
  const compiled = () => join(bundle, 'simd', 'serve-samples.js.compiled');

  it('is left by a process that converted, for those that follow', async () => {
    await rm(compiled(), { force: true });
    await ask(requestFor('simd', 'verify'));
    const left = await readFile(compiled());
    await ask(requestFor('simd', 'verify'));
    expect(left.equals(await readFile(compiled()))).toBe(true);
  });

  it('is made anew where it is of no use', async () => {
    await writeFile(compiled(), 'no code');
    expect(await ask(requestFor('simd', 'verify'))).toMatchObject({ status: 'converted' });
    expect((await readFile(compiled())).length).toBeGreaterThan(1 << 10);
  });

  it('may be missing for good where nothing can be written', async () => {
    await rm(compiled(), { force: true });
    await mkdir(compiled());
    expect(await ask(requestFor('simd', 'verify'))).toMatchObject({ status: 'converted' });
    await rm(compiled(), { recursive: true });
  });
});
