import type { ClaimsRun } from '../../src/claims/claims-run.ts';
import { ladder } from '../../src/claims/ladder.ts';
import type { Experiment, Point } from '../../src/claims/plan-points.ts';
import { lambdaPrice } from '../../src/figures/lambda-prices.ts';
import { reduceSamples } from '../../src/figures/reduce-samples.ts';
import type { MeasuredCell, Measurement, Sample } from '../../src/record/run-record.ts';
import type { ClientTraffic } from '../../src/record/traffic.ts';
import { fitSeries } from '../../src/run/fit-series.ts';

/** What is to be found of a batch; noise comes on top, the same for all batches of a round. */
export interface Found {
  readonly scenario: string;
  readonly contender: string;
  readonly files: number;
  readonly batchMs: number;
  readonly cpuMsPerFile?: number;
  readonly rounds?: number;
  readonly gets?: number;
  readonly puts?: number;
  readonly connections?: number;
  readonly cacheHits?: number;
  readonly stages?: NonNullable<Sample['iterations'][number]['stages']> | null;
}

/** By round: the median is 1. */
const MOODS = [1, 0.98, 1.02, 0.99, 1.01, 1];

function trafficOf(found: Found): ClientTraffic {
  const { files, gets = files, puts = 2 * files, connections = gets + puts, cacheHits = 0 } = found;
  return {
    requests: { GetObject: gets, PutObject: puts, ListObjectsV2: 1 },
    retries: 0,
    bytesRead: 1,
    bytesWritten: 1,
    connectionsOpened: connections,
    mostConnections: 1,
    cacheHits,
    cacheMisses: cacheHits === 0 ? 0 : gets,
  };
}

const STAGES = { readMs: 34, parseMs: 10, encodeParquetMs: 10, encodeAvroMs: 5, writeMs: 220 };

function sampleOf(found: Found, round: number): Sample {
  const { files, batchMs, cpuMsPerFile = 20, stages = STAGES } = found;
  const wallMs = batchMs * MOODS[round % MOODS.length]!;
  const traffic = trafficOf(found);
  const { requests, connectionsOpened, mostConnections } = traffic;
  return {
    slot: round,
    round,
    startedAt: '2026-01-01T00:00:00.000Z',
    processStartMs: 40,
    engineOpenMs: 5,
    firstFileMs: 20,
    iterations: [
      {
        wallMs,
        userCpuMs: cpuMsPerFile * files,
        systemCpuMs: 0,
        stages: stages && {
          readMs: stages.readMs * files,
          parseMs: stages.parseMs * files,
          encodeParquetMs: stages.encodeParquetMs * files,
          encodeAvroMs: stages.encodeAvroMs * files,
          writeMs: stages.writeMs * files,
        },
      },
    ],
    peakRssBytes: 100 << 20,
    gc: null,
    voluntaryContextSwitches: null,
    involuntaryContextSwitches: null,
    majorPageFaults: null,
    stealMs: null,
    loadAverage: 0,
    traffic: {
      passes: [traffic],
      client: traffic,
      server: { requests, connectionsOpened, mostConnections, bytesIn: 1, bytesOut: 1, cpuMs: 1 },
    },
  };
}

export function measuredCell(found: Found): MeasuredCell {
  const { scenario, contender, files, rounds = 6 } = found;
  const workload = { files, inputBytes: files * 65_536, rows: files * 500, slice: null };
  const samples = Array.from({ length: rounds }, (_, round) => sampleOf(found, round));
  return {
    scenario,
    engine: contender,
    target: 'local',
    status: 'measured',
    workload,
    outputBytes: { parquet: 1, avro: 1 },
    verifiedBy: {},
    samples,
    figures: reduceSamples(samples, workload, lambdaPrice('x64')),
    versusReference: null,
    bars: [],
  };
}

const NETWORK = 'report-2025';
export const SCENARIO = `claims-${NETWORK}`;

const pointFor = (contender: string, rung: string, files: number, rereads = 0): Point => ({
  contender,
  rung,
  files,
  rereads,
});

/** One network, with batches of 10, 50 and 500 files, and keys that are read again. */
const experiment: Experiment = {
  scenario: SCENARIO,
  profile: NETWORK,
  points: [
    pointFor('original', 'original', 50),
    pointFor('pooled', 'pooled', 10),
    pointFor('optimized', 'optimized', 500),
    pointFor('original-10-files', 'original', 10),
    pointFor('optimized-10-files', 'optimized', 10),
    pointFor('optimized-50-files', 'optimized', 50),
    pointFor('original-rereads', 'original', 50, 10),
    pointFor('cached-rereads', 'cached', 50, 10),
    pointFor('optimized-rereads', 'optimized', 50, 10),
  ],
};

const at = (contender: string, files: number, batchMs: number, more: Partial<Found> = {}) =>
  measuredCell({ scenario: SCENARIO, contender, files, batchMs, ...more });

/** The original takes 300 ms a file, the optimized pipeline 20 ms and 100 ms for the first. */
export const cells: readonly Measurement[] = [
  at('original', 50, 15_000, { cpuMsPerFile: 25 }),
  at('pooled', 10, 2_900, { connections: 1 }),
  at('optimized', 500, 10_100, { connections: 34, cpuMsPerFile: 30 }),
  at('original-10-files', 10, 3_000),
  at('optimized-10-files', 10, 300),
  at('optimized-50-files', 50, 1_100),
  at('original-rereads', 50, 18_000, { gets: 60, puts: 120 }),
  at('cached-rereads', 50, 17_000, { gets: 50, puts: 120, cacheHits: 10 }),
  at('optimized-rereads', 50, 1_300, { gets: 50, puts: 120, cacheHits: 10 }),
];

const store = {
  kind: 's3',
  profile: NETWORK,
  pipelines: {},
  series: {
    original: ['original-10-files', 'original'],
    optimized: ['optimized-10-files', 'optimized-50-files', 'optimized'],
  },
} as const;

/** Lines through the batches of both pipelines. */
export const fitsOf = (measurements: readonly Measurement[]) =>
  fitSeries({ name: SCENARIO, store }, measurements);

export const claimsRun: ClaimsRun = {
  scope: 'default',
  rounds: 6,
  rungs: ladder,
  experiments: [experiment],
  codecs: ['sequential', 'duckdb'],
  baseline: { kind: 'original' },
  inputs: {
    origin: 'generated',
    description: '500 files of 64 KB',
    objects: 500,
    bytes: 32_768_000,
    taken: 500,
    takenBytes: 32_768_000,
    strata: [],
    seed: 1,
    copies: 0,
  },
  filesPerMonth: null,
};
