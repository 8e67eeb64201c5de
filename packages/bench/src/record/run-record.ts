/**
 * The shape of a run record: versioned, append-only JSON that holds every raw sample. Reports read records and nothing
 * else. Units are in the names; every derived figure travels with its interval and sample count.
 */
import { z } from 'zod';
import { campaignRecord } from '../campaign/campaign-record.ts';
import { claimsRecord } from '../claims/claims-record.ts';
import { judgedBar, metric } from './bar.ts';
import { estimate } from './estimate.ts';
import { gateHistory, gateRecord } from './gate-record.ts';
import { lineFit } from './line-fit.ts';
import { sampleTraffic, storeFacts, trafficFigures } from './traffic.ts';
import { tuneRecord } from './tune-record.ts';

export const RECORD_VERSION = 3;

const stageTimes = z.strictObject({
  readMs: z.number(),
  parseMs: z.number(),
  encodeParquetMs: z.number(),
  encodeAvroMs: z.number(),
  writeMs: z.number(),
});

/** One pass over the cell's whole workload inside a process. */
const iteration = z.strictObject({
  wallMs: z.number(),
  userCpuMs: z.number(),
  systemCpuMs: z.number(),
  /** Summed over the files of the pass; null for a command contestant, which cannot be looked into. */
  stages: stageTimes.nullable(),
});

/** What the platform said of the invocation that a sample was. MB as AWS counts it (2^20 bytes). */
const functionInvocation = z.strictObject({
  memoryMb: z.number().int(),
  durationMs: z.number(),
  /** All of it, what was fetched and warmed up included. */
  billedMs: z.number(),
  /** Null where the platform does not tell. */
  initMs: z.number().nullable(),
  maxMemoryUsedMb: z.number(),
});
export type FunctionInvocation = z.infer<typeof functionInvocation>;

/** One fresh process: the unit of sampling. */
export const sample = z.strictObject({
  /** Order in the run, over all cells. */
  slot: z.number().int().nonnegative(),
  /** Interleaving round: the samples of one round are neighbours in time. */
  round: z.number().int().nonnegative(),
  startedAt: z.string(),
  /**
   * From spawning the process until its handler is loaded and waits for a request; of a function, its init as reported; null
   * for a command contestant.
   */
  processStartMs: z.number().nullable(),
  /** Loading the engine and opening its session; null for a command contestant. */
  engineOpenMs: z.number().nullable(),
  /** First conversion in the fresh process, before any warm-up; null for a command contestant. */
  firstFileMs: z.number().nullable(),
  /** In the order in which they ran. */
  iterations: z.array(iteration).min(1),
  peakRssBytes: z.number().nullable(),
  gc: z.strictObject({ count: z.number(), totalMs: z.number() }).nullable(),
  voluntaryContextSwitches: z.number().nullable(),
  involuntaryContextSwitches: z.number().nullable(),
  majorPageFaults: z.number().nullable(),
  /** CPU time that the host gave to other guests during the sample, over all cores; null where unknown. */
  stealMs: z.number().nullable(),
  /** Wall time over which `stealMs` was counted: the whole life of the process. */
  watchedMs: z.number().optional(),
  loadAverage: z.number(),
  /** Absent where no object store took part. */
  traffic: sampleTraffic.optional(),
  /** Absent where no function was invoked. */
  invocation: functionInvocation.optional(),
});
export type Sample = z.infer<typeof sample>;

const cellKey = {
  scenario: z.string(),
  /** Engine or contestant. */
  engine: z.string(),
  /** Where it ran: `local`, or `lambda:` and the function. */
  target: z.string(),
};

const workload = z.strictObject({
  files: z.number().int(),
  inputBytes: z.number(),
  rows: z.number(),
  /** Set where the cell converts less than the scenario's dataset, with the reason. */
  slice: z.strictObject({ ofBytes: z.number(), ofFiles: z.number(), because: z.string() }).nullable(),
});

const figures = z.strictObject({
  msPerFile: estimate,
  filesPerMinute: estimate,
  inputBytesPerSecond: estimate,
  rowsPerSecond: estimate,
  /** User and system, all threads. */
  cpuMsPerFile: estimate,
  /** Peak of a fresh process over its whole life; null where the platform does not tell. */
  peakRssBytes: estimate.nullable(),
  processStartMs: estimate.nullable(),
  engineOpenMs: estimate.nullable(),
  firstFileMs: estimate.nullable(),
  /** Median over samples of each stage, per file; null for a command contestant. */
  stagesPerFile: stageTimes.nullable(),
  /** Absent where no object store took part. */
  traffic: trafficFigures.optional(),
  cost: z.strictObject({
    /** Memory size the time is priced at, and why. */
    memoryMb: z.number().int(),
    basis: z.string(),
    gbSecondsPerFile: estimate,
    /** Compute at the GB-second price only. */
    dollarsPerMillionFiles: estimate,
  }),
});
export type Figures = z.infer<typeof figures>;

/** This cell against the reference engine of the same scenario: how many times as fast, by the scenario's metric. */
const versusReference = z.strictObject({
  reference: z.string(),
  speedup: estimate,
  verdict: z.enum(['faster', 'slower', 'equivalent', 'undecided']),
});

const retypedColumn = z.strictObject({ column: z.string(), expected: z.string(), found: z.string() });
export type RetypedColumn = z.infer<typeof retypedColumn>;

/** How an engine was given the objects of a store. */
const pipeline = z.strictObject({
  engine: z.string(),
  threads: z.number().int(),
  /** Objects became files of this machine before the engine read them, and its files became objects. */
  staged: z.boolean(),
  /** What it wrote, where that is other than the scenario asks for. */
  formats: z.array(z.enum(['parquet', 'avro'])).optional(),
  /** Of the objects, how many were converted twice. */
  rereads: z.number().int().optional(),
  /** As they were given, defaults left out. */
  settings: z.record(z.string(), z.unknown()),
});
export type PipelineFacts = z.infer<typeof pipeline>;

export const measurement = z.discriminatedUnion('status', [
  z.strictObject({
    ...cellKey,
    status: z.literal('measured'),
    workload,
    outputBytes: z.record(z.string(), z.number()),
    /** Which independent reader confirmed each format, cell by cell, before timing. */
    verifiedBy: z.record(z.string(), z.string()),
    /** What nobody but Parquetry itself could judge, in words; absent when everything was confirmed. */
    notVerified: z.string().optional(),
    /** How it was confirmed, where that was not cell by cell. */
    verification: z.string().optional(),
    /** Columns that a contender which found out the types by itself gave another type than the project's law gives. */
    retyped: z.array(retypedColumn).optional(),
    samples: z.array(sample).min(1),
    figures,
    /** How objects of a store were carried through; absent where files were converted. */
    pipeline: pipeline.optional(),
    /** What this is where it converts nothing to be compared: a part of the work by itself, in words. */
    probe: z.string().optional(),
    versusReference: versusReference.nullable(),
    /** Bars about this cell. */
    bars: z.array(judgedBar),
  }),
  z.strictObject({ ...cellKey, status: z.literal('unsupported'), because: z.string() }),
  z.strictObject({
    ...cellKey,
    status: z.literal('wrong-output'),
    /** The first difference, in words. */
    mismatch: z.string(),
  }),
  z.strictObject({ ...cellKey, status: z.literal('failed'), error: z.string() }),
]);
export type Measurement = z.infer<typeof measurement>;
export type MeasuredCell = Extract<Measurement, { status: 'measured' }>;

export const environment = z.strictObject({
  cpuModel: z.string(),
  cores: z.number().int(),
  /** CPU time the cgroup allows, in cores; null when unlimited or unknown. */
  cpuQuotaCores: z.number().nullable(),
  memoryBytes: z.number(),
  memoryLimitBytes: z.number().nullable(),
  architecture: z.string(),
  platform: z.string(),
  osImage: z.string(),
  kernel: z.string(),
  nodeVersion: z.string(),
  v8Version: z.string(),
  execArgv: z.array(z.string()),
  nodeOptions: z.string(),
  uvThreadpoolSize: z.string(),
  lockfileSha256: z.string().nullable(),
  /** Of the bundle that the samples ran. */
  bundleSha256: z.string(),
  gitCommit: z.string().nullable(),
  gitDirty: z.boolean().nullable(),
});
export type EnvironmentFacts = z.infer<typeof environment>;

const scenario = z.strictObject({
  name: z.string(),
  title: z.string(),
  /** The one question it answers. */
  question: z.string(),
  dataset: z.strictObject({
    description: z.string(),
    /** In words: `CSV`, `NDJSON`. */
    format: z.string(),
    files: z.number().int(),
    bytes: z.number(),
    rows: z.number().nullable(),
    columns: z.number().int(),
    /** Of the concatenated files, in order. */
    sha256: z.string(),
    recipe: z.string().nullable(),
    seed: z.number().nullable(),
  }),
  plan: z.strictObject({
    formats: z.array(z.enum(['parquet', 'avro'])),
    parquetCodec: z.string(),
    avroCodec: z.string(),
    /** What Parquet writers were asked to spare; absent when they were not asked. */
    prefer: z.enum(['size', 'speed']).optional(),
  }),
  limits: z.strictObject({ memoryBytes: z.number(), threads: z.number().int() }),
  /** Fixed before the run. */
  sampling: z.strictObject({
    processes: z.number().int(),
    iterations: z.number().int(),
    warmupFiles: z.number().int(),
  }),
  /** Engine that the others are compared with. */
  reference: z.string(),
  /** What they are compared by. */
  metric,
  /** Whether contenders were told the types, or found them out within the time that is measured. */
  typing: z.enum(['given', 'inferred']),
  /** Where the objects are. */
  store: storeFacts,
  /** A command that measures this scenario again. */
  repeat: z.string(),
});
export type ScenarioFacts = z.infer<typeof scenario>;

export const runRecord = z.strictObject({
  recordVersion: z.literal(RECORD_VERSION),
  id: z.string(),
  createdAt: z.string(),
  finishedAt: z.string(),
  /** Version of Parquetry. */
  harness: z.string(),
  /** A command line that measures all of this again. */
  command: z.string(),
  /** Where it was measured, in a few words for a badge: `local · 2 cores · AMD EPYC`. */
  place: z.string(),
  seed: z.number(),
  environment,
  /** Lambda price used for cost figures. */
  price: z.strictObject({
    dollarsPerGbSecond: z.number(),
    architecture: z.string(),
    region: z.string(),
    asOf: z.string(),
    source: z.string(),
  }),
  scenarios: z.array(scenario),
  measurements: z.array(measurement),
  /** Of scenarios that ask how the time grows. */
  fits: z.array(lineFit),
  /** What the samples say of the claims R1–R8, where they were taken for them. */
  claims: claimsRecord.optional(),
  /** What became of a delivery through faults and kills. */
  campaign: campaignRecord.optional(),
  /** Which size a function should have. */
  tune: tuneRecord.optional(),
  /** Whether one build is slower than another. */
  gate: gateRecord.optional(),
  /** How benchmarks of a branch have moved. */
  history: gateHistory.optional(),
  /** What the harness noticed: noise, interrupted rounds, outliers. */
  warnings: z.array(z.string()),
});
export type RunRecord = z.infer<typeof runRecord>;
