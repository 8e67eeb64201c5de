import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalAws, startLocalAws } from '@parquetry/local-aws';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readBenchInvocation } from '../../src/bench/bench-invocation.ts';
import { bringOutputs } from '../../src/bench/bring-outputs.ts';

let aws: LocalAws;
let directory: string;
beforeAll(async () => {
  aws = await startLocalAws();
  await aws.createBucket('outputs');
  directory = await mkdtemp(join(tmpdir(), 'parquetry-bring-'));
});
afterAll(async () => {
  await aws[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});
afterEach(() => vi.unstubAllEnvs());

async function written(name: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, name);
  return path;
}

async function bring(...carried: { readonly from: string; readonly to: string }[]): Promise<void> {
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  await bringOutputs(carried);
}

const isGone = (path: string) =>
  access(path).then(
    () => false,
    () => true,
  );

const stored = async (key: string) => {
  const response = await fetch(`${aws.endpoint}/outputs/${key}`);
  return response.ok ? await response.text() : undefined;
};

describe('outputs of a sample', () => {
  it('are brought to S3 and deleted here', async () => {
    const from = await written('a.parquet');
    await bring({ from, to: 's3://outputs/run/a.parquet' });
    expect(await stored('run/a.parquet')).toBe('a.parquet');
    expect(await isGone(from)).toBe(true);
  });

  it('that were not written are missing there, too', async () => {
    const from = await written('c.parquet');
    const absent = join(directory, 'absent.parquet');
    await bring(
      { from: absent, to: 's3://outputs/run/absent.parquet' },
      { from, to: 's3://outputs/run/c.parquet' },
    );
    expect(await stored('run/absent.parquet')).toBeUndefined();
    expect(await stored('run/c.parquet')).toBe('c.parquet');
  });

  it('are deleted also where S3 does not take them', async () => {
    const from = await written('b.parquet');
    await expect(bring({ from, to: 's3://no-such-bucket/b.parquet' })).rejects.toThrow('no-such-bucket');
    expect(await isGone(from)).toBe(true);
  });
});

it('an event may bring files of /tmp, and no others', () => {
  const request = {
    purpose: 'verify',
    engine: 'simd',
    limits: { memoryBytes: 1, threads: 1 },
    plans: [],
  };
  const event = (from: string) => ({ request, bring: [{ from, to: 's3://outputs/x' }] });
  expect(() => readBenchInvocation(event('/etc/passwd'))).toThrow('it must be a file below /tmp');
  expect(() => readBenchInvocation(event('/tmp/../etc/passwd'))).toThrow('it must not lead out of /tmp');
});
