import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filePath, fileRef, fileStore } from '@parquetry/core';
import { type LocalAws, startLocalAws } from '@parquetry/local-aws';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askClerk } from '../../src/places/ask-clerk.ts';
import type { Place } from '../../src/places/place.ts';
import { s3Place } from '../../src/places/s3-place.ts';
import { bucketNamed, type S3Sources, uploadSources } from '../../src/places/s3-sources.ts';
import { planInputs } from '../../src/scenarios/plan-inputs.ts';
import type { OutputChoice, Workload } from '../../src/scenarios/scenario.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws[Symbol.asyncDispose]());

const choice: OutputChoice = { formats: ['parquet', 'avro'], parquetCodec: 'snappy', avroCodec: 'snappy' };

let scratch: Awaited<ReturnType<typeof temporaryDirectory>>;
let workload: Workload;
let sources: S3Sources;
let place: Place;
let runs = 0;
beforeEach(async () => {
  runs += 1;
  scratch = await temporaryDirectory();
  const paths = ['b.csv', 'a.csv'].map((name) => join(scratch.path, name));
  for (const path of paths) await writeFile(path, `n\n${path.length}\n`);
  const inputs = await planInputs(fileStore(), paths.map(fileRef));
  workload = { inputs, slice: null };
  const workloads = { whole: workload, engines: new Map(), commands: workload };
  sources = await uploadSources(aws, { name: `Scenario ${runs}`, workloads });
  place = await s3Place({
    aws,
    sources,
    scenario: `Scenario ${runs}`,
    contender: 'simd@2',
    scratch: scratch.path,
  });
});
afterEach(() => scratch[Symbol.asyncDispose]());

/** Puts a file where a plan wants its outputs. */
async function write(refs: readonly { bucket: string; key: string }[]) {
  const path = join(scratch.path, 'output');
  await mkdir(scratch.path, { recursive: true });
  await writeFile(path, 'converted');
  await askClerk(aws, { do: 'put', files: refs.map((ref) => ({ path, ref })) });
}

describe('a place in S3', () => {
  it('has the sources in the order of the inputs, as they are', async () => {
    const directory = join(scratch.path, 'read back');
    const { bucket, prefix } = sources;
    const { keys } = await askClerk(aws, { do: 'get', bucket, prefix, directory });
    expect(keys).toEqual(['000000-b.csv', '000001-a.csv']);
    const [first] = workload.inputs;
    expect(await readFile(join(directory, keys[0]!))).toEqual(await readFile(filePath(first!.source.ref)));
    expect(sources.fileOf(sources.refOf(first!))).toEqual(first!.source.ref);
  });

  it('brings outputs home, beside the files that they were made of', async () => {
    const plans = place.plansFor(workload, choice, 'verify/simd');
    expect(plans[0]!.outputs.map(({ ref }) => ref)).toEqual(
      ['parquet', 'avro'].map((format) => ({
        bucket: `s3://scenario-${runs}-simd-2`,
        key: `verify/simd/000000-b.${format}`,
      })),
    );
    await write(plans.flatMap(({ outputs }) => outputs.map(({ ref }) => ref)));
    const home = await place.bringHome(workload, plans, 'verify/simd');
    if ('mismatch' in home) throw new Error(home.mismatch);
    expect(home.plans[1]!.source.ref).toEqual(workload.inputs[1]!.source.ref);
    const paths = home.plans.flatMap(({ outputs }) => outputs.map(({ ref }) => filePath(ref)));
    for (const path of paths) expect(await readFile(path, 'utf8')).toBe('converted');
    await place.clear('verify/simd');
    expect(await readdir(join(scratch.path, 'home'), { recursive: true })).not.toContain('000000-b.avro');
    expect(await place.bringHome(workload, plans, 'verify/simd')).toMatchObject({
      mismatch: expect.stringMatching(/^4 objects were not written/),
    });
  });

  it('tells what was not written, and what should not have been', async () => {
    const plans = place.plansFor(workload, choice, 'run');
    const refs = plans.flatMap(({ outputs }) => outputs.map(({ ref }) => ref));
    await write(refs.slice(1));
    expect(await place.bringHome(workload, plans, 'run')).toEqual({
      mismatch: '1 objects were not written: 000000-b.parquet',
    });
    await write([refs[0]!, { bucket: refs[0]!.bucket, key: 'run/extra' }]);
    expect(await place.bringHome(workload, plans, 'run')).toEqual({
      mismatch: '1 objects are no outputs: extra',
    });
  });

  it('does not take what a pipeline keeps for itself for outputs', async () => {
    const plans = place.plansFor(workload, choice, 'run');
    const refs = plans.flatMap(({ outputs }) => outputs.map(({ ref }) => ref));
    await write([...refs, { bucket: refs[0]!.bucket, key: 'run/_parquetry/manifest/1' }]);
    expect(await place.bringHome(workload, plans, 'run')).toHaveProperty('plans');
  });

  it('has no object for a file that was cut', () => {
    const cut = { ...workload.inputs[0]! };
    expect(() => place.plansFor({ inputs: [cut], slice: null }, choice, 'run')).toThrow(/whole files/);
    expect(() => sources.fileOf({ bucket: sources.bucket, key: 'another' })).toThrow(/none of the objects/);
  });
});

it('a clerk that cannot do its work says why', async () => {
  const files = [{ path: join(scratch.path, 'nowhere'), ref: { bucket: sources.bucket, key: 'x' } }];
  await expect(askClerk(aws, { do: 'put', files })).rejects.toThrow(/the embedded S3: .*nowhere/);
});

it('a bucket is named by whatever text there is', () => {
  expect(bucketNamed('s3-small-files', 'Simd@500 ')).toBe('s3-small-files-simd-500');
  expect(bucketNamed('x'.repeat(80))).toHaveLength(63);
});
