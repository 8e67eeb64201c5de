import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Measurement, runRecord } from '../../src/record/run-record.ts';
import { runBench } from '../../src/run/run-bench.ts';
import type { TargetAnswer } from '../../src/targets/lambda-target.ts';
import { type FakeTarget, fakeTarget, type Interfere } from '../support/fake-target.ts';
import { benchRequest, quickScenario, verifyCopies } from '../support/prepare-bench.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let scratch: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  scratch = await temporaryDirectory();
});
afterEach(() => scratch[Symbol.asyncDispose]());

const oneSize = [{ memoryMb: 512, limits: { memoryBytes: 1 << 28, threads: 1 } }];

async function runIn({ target }: FakeTarget, engines: readonly string[], reference = 'copy@512MB') {
  const { command, harness, scenarios, scratchDirectory, seed } = await benchRequest(scratch.path, {
    engines,
  });
  const request = { command, harness, seed, scratchDirectory, target };
  const sized = scenarios.map((scenario) => ({ ...scenario, reference }));
  return await runBench({ ...request, scenarios: sized }, { verify: verifyCopies });
}

async function cellOf(engine: string, interfere?: Interfere): Promise<Measurement> {
  const record = await runIn(fakeTarget(scratch.path, { sizes: oneSize }, interfere), [engine]);
  return record.measurements[0]!;
}

/** Spoils the first samples, and lets verifications be. */
function busyHost(spoiled: number): Interfere {
  let left = spoiled;
  return async (_, answer): Promise<TargetAnswer> => {
    const given = await answer();
    const isTimed = given.status === 'answered' && (given.answer as { status: string }).status === 'measured';
    if (!isTimed || left === 0) return given;
    left -= 1;
    return { ...given, spoiledBecause: 'the machine was busy' };
  };
}

describe('engines in a function of two sizes', () => {
  it('are rows of one scenario, priced at their own size, each sample the first of its environment', async () => {
    const fake = fakeTarget(scratch.path);
    const record = await runIn(fake, ['copy', 'another']);
    expect(runRecord.parse(record)).toEqual(record);
    expect(record).toMatchObject({
      place: 'AWS Lambda · eu-west-1',
      environment: { cpuModel: 'a cloud' },
      price: { region: 'eu-west-1' },
    });
    expect(record.measurements.map(({ engine, status, target }) => [engine, status, target])).toEqual([
      ['copy@512MB', 'measured', 'lambda:fake'],
      ['copy@1769MB', 'measured', 'lambda:fake'],
      ['another@512MB', 'measured', 'lambda:fake'],
      ['another@1769MB', 'measured', 'lambda:fake'],
    ]);
    const large = record.measurements[1];
    if (large?.status !== 'measured') throw new Error(JSON.stringify(large));
    expect(large.figures.cost.memoryMb).toBe(1769);
    expect(large.figures.cost.basis).toContain('the size it ran at');
    expect(large.figures.cost.gbSecondsPerFile.median).toBeCloseTo(
      ((large.figures.msPerFile.median / 1000) * 1769) / 1024,
    );
    expect(large.figures.processStartMs?.median).toBe(10);
    expect(large.verifiedBy).toEqual({ parquet: 'cmp' });
    expect(large.versusReference).toMatchObject({ reference: 'copy@512MB' });
    expect(large.samples.map(({ invocation }) => invocation?.billedMs)).toEqual([100, 100]);
    expect(fake.invoked.toSorted()).toEqual([...Array(6).fill(1769), ...Array(6).fill(512)]);
  });

  it('leave nothing but the sources in S3, and no file on either machine', async () => {
    const fake = fakeTarget(scratch.path);
    await runIn(fake, ['copy']);
    expect(await fake.left()).toEqual(['run/quick/in/0-a.csv', 'run/quick/in/1-b.csv']);
    expect(await readdir(join(scratch.path, 'scratch'))).toEqual([]);
    const temporary = await readdir(join(scratch.path, 'tmp'), { recursive: true, withFileTypes: true });
    const inputs = temporary.filter((entry) => entry.isFile() && entry.parentPath.endsWith('in'));
    expect(inputs).toEqual([]);
  });
});

describe('what goes wrong in a function keeps its cell', () => {
  it.each([
    ['wrong', { status: 'wrong-output', mismatch: 'a.csv: parquet differs' }],
    ['cannot', { status: 'unsupported', because: 'it never can' }],
    ['cannot-write', { status: 'unsupported', because: 'row 2, column "n": 2^53+1' }],
    [
      'write-nothing',
      { status: 'wrong-output', mismatch: '2 objects were not written: 0-a.parquet, 1-b.parquet' },
    ],
    ['unknown', { status: 'failed', error: 'there is no engine unknown' }],
    [
      'write-more-at-first',
      { status: 'failed', error: 'a timed pass wrote {"parquet":40} bytes, the verified one {"parquet":32}' },
    ],
  ])('%s', async (engine, ending) => {
    const key = { scenario: 'quick', engine: `${engine}@512MB`, target: 'lambda:fake' };
    expect(await cellOf(engine)).toEqual({ ...key, ...ending });
  });

  it('an answer that no bench function gives is a failure, with the way out', async () => {
    const cell = await cellOf(
      'copy',
      async (_, answer) => ({ ...(await answer()), answer: { hello: 1 } }) as TargetAnswer,
    );
    expect(cell).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('deploy the bench function again'),
    });
  });

  it('files that /tmp has no room for are refused before anything is invoked', async () => {
    const temporary = { directory: join(scratch.path, 'tmp'), bytes: 20 };
    const fake = fakeTarget(scratch.path, { sizes: oneSize, temporary });
    const { measurements } = await runIn(fake, ['copy']);
    expect(measurements[0]).toMatchObject({
      status: 'unsupported',
      because: expect.stringContaining('give it more ephemeral storage'),
    });
    expect(fake.invoked).toEqual([]);
  });

  it('plans that are too large for an event are refused before anything is invoked', async () => {
    const fake = fakeTarget(scratch.path, { sizes: oneSize });
    const { scenarios, ...request } = await benchRequest(scratch.path, { engines: ['copy'] });
    const [scenario] = scenarios;
    const [input] = scenario!.workloads.whole.inputs;
    const inputs = Array.from({ length: 12_000 }, () => input!);
    const whole = { ...scenario!.workloads.whole, inputs };
    const many = { ...scenario!, workloads: { ...scenario!.workloads, whole, engines: new Map() } };
    const { command, harness, scratchDirectory, seed } = request;
    const record = await runBench({
      command,
      harness,
      scratchDirectory,
      seed,
      scenarios: [many],
      target: fake.target,
    });
    expect(record.measurements[0]).toMatchObject({
      status: 'unsupported',
      because: expect.stringContaining('Lambda takes events of 6 MB'),
    });
    expect(fake.invoked).toEqual([]);
  });

  it('scenarios about objects are refused', async () => {
    const fake = fakeTarget(scratch.path);
    const { scenarios, ...request } = await benchRequest(scratch.path, {
      engines: ['copy'],
      definition: quickScenario,
    });
    const store = { kind: 's3', profile: 'none', pipelines: {} } as const;
    const { command, harness, scratchDirectory, seed } = request;
    const run = runBench({
      ...{ command, harness, scratchDirectory, seed, target: fake.target },
      scenarios: [{ ...scenarios[0]!, store }],
    });
    await expect(run).rejects.toThrow('quick is about objects in an S3 of this machine');
  });
});

describe('samples that a busy host spoiled', () => {
  it('are taken again, and told', async () => {
    const fake = fakeTarget(scratch.path, { sizes: oneSize }, busyHost(2));
    const record = await runIn(fake, ['copy']);
    expect(record.measurements[0]).toMatchObject({ status: 'measured' });
    expect(fake.invoked).toHaveLength(5);
    expect(record.warnings).toContain(
      'quick, copy@512MB: a sample was discarded and taken again: the machine was busy',
    );
  });

  it('three times in a row, its cell is not measurable here', async () => {
    expect(await cellOf('copy', busyHost(3))).toMatchObject({
      status: 'unsupported',
      because: 'not measurable here: the machine was busy',
    });
  });
});
