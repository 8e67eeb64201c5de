/** A second Lambda of this machine stands for AWS's, at an address that is given: the same code path. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateFunctionCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { zipFiles } from '@parquetry/lambda/zip';
import { type FunctionHost, startFunctionHost } from '@parquetry/local-aws';
import { calibrationFile } from '@parquetry/tune';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { calibrationOf, machineHere } from '../src/commands/tune/calibration-file.ts';
import { useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';

const directory = useDirectory();
const ACCOUNT = { AWS_ACCESS_KEY_ID: 'there', AWS_SECRET_ACCESS_KEY: 'there', AWS_REGION: 'us-east-1' };

/** As our bench function answers, and as fast as nothing. */
const CODE = `export const handler = async ({ action, kernel, rounds }) => {
  if (action !== 'kernel') throw new Error('unknown action');
  for (const end = performance.now() + 5; performance.now() < end; );
  return { parquetry: { version: 1, cpuMs: 5 }, kernel, rounds, checksum: 0 };
};`;

let host: FunctionHost;
let lambda: LambdaClient;

async function create(FunctionName: string, PARQUETRY_FUNCTION: string, arm = false): Promise<void> {
  const ZipFile = await zipFiles(new Map([['index.mjs', Buffer.from(CODE)]]));
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::000000000000:role/local',
      Architectures: [arm === (process.arch === 'arm64') ? 'x86_64' : 'arm64'],
      Code: { ZipFile },
      Environment: { Variables: { PARQUETRY_FUNCTION } },
    }),
  );
  const patience = { client: lambda, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.2 };
  await waitUntilFunctionActiveV2(patience, { FunctionName });
}

beforeAll(async () => {
  host = await startFunctionHost({ cpuControl: 'none' });
  const credentials = { accessKeyId: 'there', secretAccessKey: 'there' };
  lambda = new LambdaClient({ endpoint: host.endpoint, region: 'us-east-1', credentials });
  await create('there', 'bench');
});

afterAll(async () => {
  lambda.destroy();
  await host[Symbol.asyncDispose]();
});

const calibrate = (name: string, ...args: string[]) =>
  runInProcess(directory(), ['tune', 'calibrate', name, '--endpoint', host.endpoint, ...args], {
    environment: ACCOUNT,
  });

const run = { cpuControl: 'cgroup', place: 'local' } as Parameters<typeof calibrationOf>[0];

it('the kernel is measured here and there, what was found is kept, and nothing is left there', async () => {
  const { code, err, out } = await calibrate('there', '--memory', '1024,1769', '--samples', '2', '--json');
  const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName: 'there' }));
  expect(Versions.map(({ Version }) => Version)).toEqual(['$LATEST']);
  const results = join(directory(), '.parquetry');
  if (code !== 0) {
    // A machine that is busy with other things measures nothing, and says so.
    expect(err).toMatch(/busy|spoiled/);
    expect(await readdir(results)).not.toContain('calibration.json');
    return;
  }
  const text = await readFile(join(results, 'calibration.json'), 'utf8');
  const { at, errors, function: it, machine } = calibrationFile.parse(JSON.parse(text));
  expect(JSON.parse(out)).toMatchObject({ at, errors: JSON.parse(text).errors });
  expect(it).toMatchObject({ name: 'there', place: 'local' });
  expect(machine).toEqual(machineHere(machine.cpuControl));
  // Much more than the 5 ms there.
  for (const { localMs, relativeError } of errors) {
    expect(localMs.median).toBeGreaterThan(5);
    expect(relativeError.median).toBeGreaterThan(0);
  }
  expect(err).toContain('that function runs on this machine too: tunes stay uncalibrated');
  const { because } = await calibrationOf({ ...run, cpuControl: machine.cpuControl }, results);
  expect(because).toContain('there ran on a Lambda of this machine');
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
    because: null,
  });
  await writeFile(path, '{');
  expect((await calibrationOf(run, directory())).because).toContain('calibration.json is none');
  await rm(path);
  expect((await calibrationOf(run, directory())).because).toContain('no function of AWS was measured');
  expect((await calibrationOf({ ...run, place: 'aws' }, directory())).calibration.status).toBe('not-needed');
});

it('a function of somebody else’s, and one of another architecture, are refused', async () => {
  await create('theirs', 'something');
  const theirs = await calibrate('theirs');
  expect(theirs.code).toBe(2);
  expect(theirs.err).toContain('theirs does not run our kernel: deploy the bench function');
  await create('other', 'bench', true);
  const other = await calibrate('other');
  expect(other.code).toBe(2);
  expect(other.err).toContain('their times are never compared');
});
