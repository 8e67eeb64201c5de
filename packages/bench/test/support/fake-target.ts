import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileRef, fileStore } from '@parquetry/core';
import { carryObjects } from '../../src/places/carry-objects.ts';
import { createBenchHandler } from '../../src/sampling/bench-handler.ts';
import { sampleRequest } from '../../src/sampling/sample-request.ts';
import type { LambdaTarget, TargetAnswer } from '../../src/targets/lambda-target.ts';
import { fakeEngine } from './fake-engine.ts';

interface Event {
  readonly request: unknown;
  readonly stage: readonly { readonly from: string; readonly to: string }[];
  readonly bring: readonly { readonly from: string; readonly to: string }[];
}

/** What a test does to one invocation in place of what the function does. */
export type Interfere = (memoryMb: number, answer: () => Promise<TargetAnswer>) => Promise<TargetAnswer>;

export interface FakeTarget {
  readonly target: LambdaTarget;
  /** Sizes in the order in which they were invoked. */
  readonly invoked: number[];
  /** Keys that were left. */
  left(): Promise<readonly string[]>;
}

/** A bench function of the fake engines, in this process: its S3 and its /tmp are directories. */
export function fakeTarget(
  directory: string,
  changes: Partial<Pick<LambdaTarget, 'sizes' | 'temporary'>> = {},
  interfere: Interfere = (_, answer) => answer(),
): FakeTarget {
  const bucket = join(directory, 's3');
  const files = fileStore();
  const handler = createBenchHandler(fakeEngine, files);
  const invoked: number[] = [];
  const limits = { memoryBytes: 1 << 28, threads: 1 };

  async function answer(memoryMb: number, event: string): Promise<TargetAnswer> {
    const { bring, request, stage } = JSON.parse(event) as Event;
    for (const { from, to } of stage) await files.write(fileRef(to), files.read(fileRef(from)));
    try {
      const said = await handler(sampleRequest.parse(request));
      for (const { from, to } of said.status === 'converted' ? bring : []) {
        if (await files.stat(fileRef(from))) await files.write(fileRef(to), files.read(fileRef(from)));
      }
      const invocation = { memoryMb, durationMs: 90, billedMs: 100, initMs: 10, maxMemoryUsedMb: 64 };
      return { status: 'answered', answer: JSON.parse(JSON.stringify(said)), invocation };
    } catch (error) {
      return { status: 'failed', error: (error as Error).message };
    } finally {
      for (const { to } of stage) await rm(to, { force: true });
    }
  }

  return {
    invoked,
    left: async () => (await Array.fromAsync(files.list(bucket, ''))).map(({ ref }) => ref.key),
    target: {
      name: 'lambda:fake',
      sizes: [512, 1769].map((memoryMb) => ({ memoryMb, limits })),
      temporary: { directory: join(directory, 'tmp'), bytes: 1 << 29 },
      objects: { bucket, prefix: 'run/', carry: (request) => carryObjects(files, request) },
      describe: async () => ({
        environment: {
          cpuModel: 'a cloud',
          cores: 2,
          cpuQuotaCores: null,
          memoryBytes: 1 << 30,
          memoryLimitBytes: null,
          architecture: 'arm64',
          platform: 'linux',
          osImage: 'a runtime',
          kernel: '6',
          nodeVersion: 'v24.0.0',
          v8Version: '13',
          execArgv: [],
          nodeOptions: '',
          uvThreadpoolSize: '',
          lockfileSha256: null,
          bundleSha256: 'abc',
          gitCommit: null,
          gitDirty: null,
        },
        place: 'AWS Lambda · eu-west-1',
        price: {
          dollarsPerGbSecond: 0.00001,
          architecture: 'arm64',
          region: 'eu-west-1',
          asOf: '2026-01-01',
          source: 'a test',
        },
      }),
      invoke(memoryMb, event) {
        invoked.push(memoryMb);
        return interfere(memoryMb, () => answer(memoryMb, event));
      },
      ...changes,
    },
  };
}
