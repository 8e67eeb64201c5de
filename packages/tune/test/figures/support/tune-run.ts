import type { TuneSample } from '@parquetry/bench/record';
import { defaultPrices } from '@parquetry/prices';
import type { RecordedRun } from '../../../src/figures/assemble-tune-record.ts';
import type { Pricing } from '../../../src/figures/event-dollars.ts';

const FUNCTION: RecordedRun['function'] = {
  name: 'convert',
  arn: null,
  qualifier: null,
  runtime: 'nodejs24.x',
  architecture: 'x86_64',
  codeSha256: null,
  memoryMb: 1024,
  timeoutSeconds: 30,
  ephemeralStorageMb: 512,
  snapStart: false,
  isCopy: false,
  isOurs: true,
};

export const pricing: Pricing = { prices: defaultPrices, function: FUNCTION };

export const sampleOf = (changes: Partial<TuneSample> = {}): TuneSample => ({
  memoryMb: 1024,
  engine: null,
  concurrency: 1,
  slot: 0,
  round: 0,
  startedAt: '2026-11-21T10:00:00.000Z',
  payload: 0,
  requestId: 'r',
  outcome: 'warm',
  clientMs: 102,
  durationMs: 99.5,
  billedMs: 100,
  initMs: null,
  restoreMs: null,
  maxMemoryUsedMb: 90,
  ...changes,
});

/** Samples of one size, one a round, that take the times given. */
export const samplesOf = (durationsMs: readonly number[], changes: Partial<TuneSample> = {}): TuneSample[] =>
  durationsMs.map((durationMs, round) =>
    sampleOf({
      round,
      slot: round,
      durationMs,
      billedMs: Math.ceil(durationMs),
      clientMs: durationMs + 2,
      ...changes,
    }),
  );

/** Times around a middle that differ by up to a percent, the same way for every size. */
export const around = (middleMs: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => middleMs * (1 + ((index * 7) % 11) / 1100));

export const runOf = (samples: readonly TuneSample[], changes: Partial<RecordedRun> = {}): RecordedRun => ({
  runId: 'tune-1',
  seed: 1,
  function: FUNCTION,
  place: 'aws',
  region: 'us-east-1',
  cpuControl: null,
  plan: {
    memoryMb: [...new Set(samples.map(({ memoryMb }) => memoryMb))],
    engines: [],
    concurrency: [...new Set(samples.map(({ concurrency }) => concurrency))],
    samples: 80,
    coldSamples: 0,
    load: { kind: 'closed-loop' },
    payloads: { kind: 'single', count: 1, bytes: 10, sha256: 'a', description: 'one event' },
    sloMs: null,
    balancedWeight: 0.5,
    maxDollars: null,
  },
  samples,
  gaps: [],
  spentDollars: 0.001,
  ...changes,
});
