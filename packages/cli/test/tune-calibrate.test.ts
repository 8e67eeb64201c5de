/** A second Lambda of this machine stands for AWS's, by the same code path. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FunctionHost, startFunctionHost } from '@parquetry/local-aws';
import { calibrationFile } from '@parquetry/tune';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { calibrationOf, machineHere } from '../src/commands/tune/calibration-file.ts';
import { farAddressOf } from './support/far-address.ts';
import { FunctionsThere, hereIs } from './support/functions-there.ts';
import { useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';

const directory = useDirectory();
const ACCOUNT = { AWS_ACCESS_KEY_ID: 'there', AWS_SECRET_ACCESS_KEY: 'there', AWS_REGION: 'us-east-1' };

/** Answers as our bench function does, after 5 ms. */
const code = `export const handler = async ({ action, kernel, rounds }) => {
  if (action !== 'kernel') throw new Error('unknown action');
  for (const end = performance.now() + 5; performance.now() < end; );
  return { parquetry: { version: 1, cpuMs: 5 }, kernel, rounds, checksum: 0 };
};`;
const variables = { PARQUETRY_FUNCTION: 'bench' };

let host: FunctionHost;
let far: string;
let there: FunctionsThere;

beforeAll(async () => {
  host = await startFunctionHost({ cpuControl: 'none' });
  far = farAddressOf(host.endpoint);
  there = new FunctionsThere(host.endpoint);
  await there.create({ name: 'there', code, variables });
});

afterAll(async () => {
  there[Symbol.dispose]();
  await host[Symbol.asyncDispose]();
});

const calibrate = (name: string, ...args: string[]) =>
  runInProcess(directory(), ['tune', 'calibrate', name, ...args], { environment: ACCOUNT });

const near = (name: string, ...args: string[]) => calibrate(name, '--endpoint', host.endpoint, ...args);

const run = { cpuControl: 'cgroup', place: 'local' } as Parameters<typeof calibrationOf>[0];

it('the kernel is measured here and there, and tunes of this machine say how far they are off', async () => {
  const args = ['--endpoint', far, '--memory', '1024,1769', '--samples', '2', '--yes', '--json'];
  const { code: exitCode, err, out } = await calibrate('there', ...args);
  expect(await there.versions('there')).toEqual(['$LATEST']);
  expect(err).toMatch(/^account .*\nregion .*\nfunction .*:there$/m);
  const results = join(directory(), '.parquetry');
  if (exitCode !== 0) {
    // A machine that is busy with other things measures nothing, and says so.
    expect(err).toMatch(/busy/);
    expect(await readdir(results)).not.toContain('calibration.json');
    return;
  }
  const text = await readFile(join(results, 'calibration.json'), 'utf8');
  const { at, errors, function: it, machine } = calibrationFile.parse(JSON.parse(text));
  expect(JSON.parse(out)).toMatchObject({ at, errors: JSON.parse(text).errors });
  expect(it).toMatchObject({ name: 'there', place: 'aws' });
  expect(machine).toEqual(machineHere(machine.cpuControl));
  for (const { localMs } of errors) expect(localMs.median).toBeGreaterThan(0);
  const found = await calibrationOf({ ...run, cpuControl: machine.cpuControl }, results);
  expect(found.calibration).toMatchObject({ status: 'calibrated', at });
});

it('nothing is measured where there is nobody to say yes, or where it would cost too much', async () => {
  const unasked = await calibrate('there', '--endpoint', far);
  expect([unasked.code, unasked.err]).toEqual([2, expect.stringContaining('give --yes to go ahead')]);
  const dear = await calibrate('there', '--endpoint', far, '--max-usd', '0.000001');
  expect([dear.code, dear.err]).toEqual([2, expect.stringContaining('or --max-usd')]);
  expect(await readdir(directory())).toEqual([]);
});

it('a tune takes the calibration of its folder, and one that cannot be read is none', async () => {
  const half = { median: 0.1, low: 0.05, high: 0.15, confidence: 0.9, samples: 20 };
  const file = {
    calibrationVersion: 1,
    at: '2026-11-21T10:00:00.000Z',
    machine: machineHere('cgroup'),
    function: { name: 'bench', place: 'aws', region: 'us-east-1', codeSha256: null },
    errors: [{ memoryMb: 512, relativeError: half, localMs: half, functionMs: half }],
  };
  const path = join(directory(), 'calibration.json');
  await writeFile(path, JSON.stringify(file));
  expect(await calibrationOf(run, directory())).toEqual({
    calibration: { status: 'calibrated', at: file.at, errors: [{ memoryMb: 512, relativeError: half }] },
    note: expect.stringMatching(/^calibrated 2026-11-21/),
  });
  await writeFile(path, '{');
  expect((await calibrationOf(run, directory())).note).toContain('calibration.json is none');
  await rm(path);
  expect((await calibrationOf(run, directory())).note).toContain('no function of AWS was measured');
  expect((await calibrationOf({ ...run, place: 'aws' }, directory())).calibration.status).toBe('not-needed');
});

it('a function of somebody else’s, and one of another architecture, are refused', async () => {
  await there.create({ name: 'theirs', code });
  const theirs = await near('theirs');
  expect(theirs.code).toBe(2);
  expect(theirs.err).toContain('theirs does not run our kernel: deploy the bench function');
  const architecture = hereIs === 'arm64' ? 'x86_64' : 'arm64';
  await there.create({ name: 'other', code, variables, architecture });
  const other = await near('other');
  expect(other.code).toBe(2);
  expect(other.err).toContain('their times are never compared');
});
