import {
  describeHost,
  RECORD_VERSION,
  type RunRecord,
  type TuneRecord,
  type TuneSample,
} from '@parquetry/bench';
import { defaultPrices } from '@parquetry/prices';
import { assembleTuneRecord } from '@parquetry/tune';

const sampleOf = (memoryMb: number, round: number, durationMs: number): TuneSample => ({
  memoryMb,
  engine: null,
  concurrency: 1,
  slot: round,
  round,
  startedAt: '2026-11-21T10:00:00.000Z',
  payload: 0,
  requestId: 'r',
  outcome: 'warm',
  clientMs: durationMs + 2,
  durationMs,
  billedMs: Math.ceil(durationMs),
  initMs: null,
  restoreMs: null,
  maxMemoryUsedMb: 90,
  cpuMs: 60,
});

/** The record of a local tune, with eight warm samples of each size that have the median given. */
export function tuneOf(
  medians: Readonly<Record<number, number>>,
  eventsPerMonth: number | null = null,
  changes: Partial<TuneRecord['function']> = {},
): TuneRecord {
  const sizes = Object.keys(medians).map(Number);
  const samples = sizes.flatMap((memoryMb) =>
    Array.from({ length: 8 }, (_, round) => sampleOf(memoryMb, round, medians[memoryMb]! + round - 3.5)),
  );
  const plan: TuneRecord['plan'] = {
    memoryMb: sizes,
    engines: [],
    concurrency: [1],
    samples: 8,
    coldSamples: 0,
    load: { kind: 'closed-loop' },
    payloads: { kind: 'single', count: 1, bytes: 2, sha256: 'a', description: 'one event' },
    sloMs: null,
    balancedWeight: 0.5,
    maxDollars: null,
  };
  const about: TuneRecord['function'] = {
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
    ...changes,
  };
  const run = {
    runId: 'run',
    seed: 1,
    function: about,
    place: 'local',
    region: 'us-east-1',
    cpuControl: 'cgroup',
    plan,
    samples,
    gaps: [],
    spentDollars: 0,
  } as const;
  const calibration = { status: 'uncalibrated' } as const;
  return assembleTuneRecord(run, { prices: defaultPrices, calibration, eventsPerMonth });
}

/** A run that is nothing but this tune. */
export const runOfTune = async (tune: TuneRecord): Promise<RunRecord> => ({
  recordVersion: RECORD_VERSION,
  id: tune.runId,
  createdAt: '2026-11-21T10:00:00.000Z',
  finishedAt: '2026-11-21T10:01:00.000Z',
  harness: '0.1.0',
  command: 'npx parquetry tune',
  place: 'local',
  seed: tune.seed,
  environment: { ...(await describeHost(import.meta.dirname)), bundleSha256: 'none' },
  price: {
    dollarsPerGbSecond: 0.0000166667,
    architecture: 'x86_64',
    region: 'us-east-1',
    asOf: '2026-11-21',
    source: '',
  },
  scenarios: [],
  measurements: [],
  fits: [],
  tune,
  warnings: [],
});
