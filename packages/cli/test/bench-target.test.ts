import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runRecord } from '@parquetry/bench';
import type { FunctionFacts } from '@parquetry/tune';
import { describe, expect, it } from 'vitest';
import { readTarget } from '../src/commands/targets/target-options.ts';
import { targetPlanText } from '../src/commands/targets/tell-target.ts';
import { withoutSizes } from '../src/commands/targets/without-sizes.ts';
import { useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';

const directory = useDirectory();
const cli = (...args: string[]) => runInProcess(directory(), args);

const HERE = ['--target', 'lambda:local:bench'];

describe('parquetry bench --target', () => {
  it.each([
    [['--target', 'bench'], '--target bench: write lambda:<function>'],
    [['--target', 'lambda:'], 'or lambda:local:bench for one of this machine'],
    [['--target', 'lambda:local:convert'], 'known: lambda:local:bench'],
    [['--memory', '512,1769'], 'several sizes are those of a function, named by --target'],
    [[...HERE, '--objects', 's3://bucket/'], 'a function of this machine has an S3 of its own'],
    [['--objects', 's3://bucket/'], '--objects is for --target'],
    [[...HERE, '--memory', '64'], '--memory 64: It must be whole numbers from 128 to 10240'],
    [[...HERE, '--memory', 'a lot'], 'With --target it is a list of function sizes in MB'],
    [[...HERE, '--threads', '2'], 'a function has the threads of its memory size'],
    [[...HERE, '--contestant', 'mine=x {input} {output}'], '--contestant is a command of this machine'],
    [[...HERE, '--scenario', 's3-small-files'], 's3-small-files is about objects in an S3 of this machine'],
    [[...HERE, '--engines', 'simd,polars'], 'polars is not part of the deployed functions; known there: '],
    [
      [...HERE, '--reference', 'simd@99MB'],
      'simd@99MB does not take part; taking part: sequential, worker-pool, wasm-arrow, simd, sequential@512MB',
    ],
    [['--target', 'lambda:mine'], 'name a place that it may read and write by --objects'],
    [['--target', 'lambda:mine', '--objects', 'here/'], '--objects here/: a function takes'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await cli('bench', ...args);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  it('measures the user’s file in a Lambda of this machine, at its size, and leaves nothing', async () => {
    const rows = Array.from({ length: 300 }, (_, row) => `${row},name ${row % 7}`).join('\n');
    await writeFile(join(directory(), 'a.csv'), `id,name\n${rows}\n`);
    const before = new Set(await readdir('/tmp'));
    const run = await cli(
      ...['bench', 'a.csv', ...HERE, '--memory', '1024', '--engines', 'simd', '--processes', '1', '--json'],
    );
    const answer = JSON.parse(run.out);
    const record = runRecord.parse(JSON.parse(await readFile(answer.record, 'utf8')));
    expect(record).toMatchObject({
      place: expect.stringMatching(/^local Lambda · \d+ cores? · /),
      command:
        'npx parquetry bench a.csv --engines simd --processes 1 --target lambda:local:bench --memory 1024',
      environment: { nodeVersion: process.version, cpuQuotaCores: null },
      scenarios: [{ reference: 'simd@1024MB', limits: { threads: 1, memoryBytes: 768 << 20 } }],
    });
    expect(record.warnings[0]).toMatch(/^uncalibrated: no function of AWS was measured beside this machine/);
    const [cell] = record.measurements;
    expect(cell).toMatchObject({ engine: 'simd@1024MB', target: 'lambda:local:bench' });
    // A machine that others keep busy cannot be told from a slow function: it says so.
    const isMeasured = cell?.status === 'measured';
    expect(run.code, run.err).toBe(isMeasured ? 0 : 1);
    if (isMeasured) {
      expect(cell.verifiedBy).toEqual({ parquet: 'hyparquet', avro: 'avsc' });
      expect(cell.figures.cost.memoryMb).toBe(1024);
      expect(cell.samples[0]?.invocation).toMatchObject({ memoryMb: 1024 });
      expect(cell.samples[0]?.processStartMs).toBeGreaterThan(0);
    } else expect(cell).toMatchObject({ because: expect.stringMatching(/^not measurable here/) });
    const left = (await readdir('/tmp')).filter(
      (name) => name.startsWith('parquetry-bench-') && !before.has(name),
    );
    expect(left).toEqual([]);
  });
});

describe('what a target is asked for', () => {
  const asked = { maxUsd: 1 };

  it('has a list of sizes, the smallest first, and three when none is named', () => {
    const target = 'lambda:arn:aws:lambda:eu-west-1:123456789012:function:mine';
    expect(readTarget({ ...asked, target, memory: '1769,512', objects: 's3://lake/tmp' })).toEqual({
      at: {
        kind: 'deployed',
        function: 'arn:aws:lambda:eu-west-1:123456789012:function:mine',
        objects: { bucket: 's3://lake', key: 'tmp/' },
      },
      sizesMb: [512, 1769],
    });
    expect(readTarget({ ...asked, target: 'lambda:local:bench' })).toEqual({
      at: { kind: 'local' },
      sizesMb: [512, 1024, 1769],
    });
    expect(readTarget(asked)).toBeUndefined();
  });

  it('keeps sizes away from the settings of this process, and MiB of an engine with them', () => {
    expect(withoutSizes({ target: 'lambda:mine', memory: '512', to: 'avro' })).toEqual({
      target: 'lambda:mine',
      to: 'avro',
    });
    expect(withoutSizes({ memory: '512,1769' })).toEqual({});
    expect(withoutSizes({ memory: '512' })).toEqual({ memory: '512' });
  });
});

it('what would be done on AWS is told: whose account, how many invocations, how many dollars', () => {
  const facts = {
    account: '123456789012',
    arn: 'arn:aws:lambda:eu-west-1:123456789012:function:mine',
    region: 'eu-west-1',
    memoryMb: 1024,
    timeoutSeconds: 60,
    architecture: 'arm64',
    ephemeralStorageMb: 512,
  } as FunctionFacts;
  const objects = { bucket: 's3://lake', prefix: 'tmp/run/', carry: async () => ({ keys: [] }) };
  const needed = new Map([
    [512, 11],
    [1769, 11],
  ]);
  const { dollars, text } = targetPlanText({ facts, objects }, needed);
  expect(text).toContain('account      123456789012\nregion       eu-west-1');
  expect(text).toContain('now          1024 MB; sizes to measure: 512, 1769 MB');
  expect(text).toContain('objects      s3://lake/tmp/run/, deleted again');
  expect(text).toContain('invocations  about 22, each the first of its environment');
  expect(text).toContain('22 versions published and deleted again');
  expect(dollars).toBeCloseTo(22 * 5 * (1769 / 1024) * 0.0000133334, 4);
});
