/**
 * What `parquetry tune` found: every sample as it was classified, what each size comes to, and the answers. Part of a run
 * record. Times are in ms, money in dollars; every derived figure has its interval.
 */
import { z } from 'zod';
import { estimate } from './estimate.ts';

const size = {
  memoryMb: z.number().int().positive(),
  /** Of ours; null for a function of somebody else's. */
  engine: z.string().nullable(),
  /** Events at once. */
  concurrency: z.number().int().positive(),
};

const stages = z.record(z.string(), z.number());

/** How a sample ended, from the REPORT of its request. */
export const sampleOutcome = z.enum([
  'cold',
  'warm',
  /** A cold start from a SnapStart snapshot. */
  'restored',
  'throttled',
  'timeout',
  'out-of-memory',
  /** The function answered with an error, or a REPORT could not be had. */
  'failed',
]);
export type SampleOutcome = z.infer<typeof sampleOutcome>;

const tuneSample = z.strictObject({
  ...size,
  /** Order of sending in the whole run. */
  slot: z.number().int().nonnegative(),
  /** Interleaving round: samples of one round are neighbours in time. */
  round: z.number().int().nonnegative(),
  startedAt: z.string(),
  /** Index into the payloads; the payload itself is not kept. */
  payload: z.number().int().nonnegative(),
  requestId: z.string().nullable(),
  outcome: sampleOutcome,
  /** In words, for any outcome that is no answer. */
  because: z.string().optional(),
  /** Seen by the client, the network included; null where nothing came back. */
  clientMs: z.number().nullable(),
  durationMs: z.number().nullable(),
  billedMs: z.number().nullable(),
  initMs: z.number().nullable(),
  restoreMs: z.number().nullable(),
  maxMemoryUsedMb: z.number().nullable(),
  /** `Reason` of a 429. */
  throttleReason: z.string().optional(),
  /** Of our own functions. */
  stages: stages.optional(),
  cpuMs: z.number().optional(),
  /** Requests to S3 and SQS, by operation; of our own functions. */
  requests: z.record(z.string(), z.number()).optional(),
  /** Of the sources that it read, as stored; of our own functions. */
  inputBytes: z.number().optional(),
  /** Where the REPORT was found. */
  reportFrom: z.enum(['tail', 'logs']).optional(),
  /** The host was too busy: not counted in any figure. Local functions only. */
  discarded: z.string().optional(),
});
export type TuneSample = z.infer<typeof tuneSample>;

/** A distribution: each with the interval of the quantile. The trimmed mean is the public tuner's: 20 % off each end. */
const distribution = z.strictObject({
  p50: estimate,
  /** Null where there are too few samples for it to have an interval. */
  p90: estimate.nullable(),
  p95: estimate.nullable(),
  p99: estimate.nullable(),
  trimmedMean: z.number(),
});
export type Distribution = z.infer<typeof distribution>;

const figuresOf = z.strictObject({
  samples: z.number().int().positive(),
  durationMs: distribution,
  billedMs: distribution,
  clientMs: distribution.nullable(),
  /**
   * Compute and the fee for the request, and the S3 and SQS requests that were counted. Money adds up: its `median` is the
   * mean, with the t-interval over the rounds' means.
   */
  dollarsPerMillion: estimate,
  /** The part of it that is compute and `/tmp`; a mean too. */
  computeDollarsPerMillion: estimate,
  /** Where it is known how much was read; a mean too. */
  dollarsPerGbOfInput: estimate.optional(),
  /** Of cold ones their init, of restored ones their restore. */
  initMs: distribution.nullable(),
  stagesMs: stages.nullable(),
  cpuMs: estimate.nullable(),
  maxMemoryUsedMb: z.number().nullable(),
});
export type TuneFigures = z.infer<typeof figuresOf>;

const discarded = {
  /** Samples that a busy host spoiled. */
  discarded: z.number().int(),
  /** Cold starts among them, which are not repeated; absent where there are none. */
  discardedCold: z.number().int().optional(),
};

export const tuneCell = z.discriminatedUnion('status', [
  z.strictObject({
    ...size,
    status: z.literal('measured'),
    /** By outcome. */
    outcomes: z.record(z.string(), z.number().int()),
    ...discarded,
    warm: figuresOf.nullable(),
    cold: figuresOf.nullable(),
    restored: figuresOf.nullable(),
    /** Answers per second, from the first sent to the last answered; of a concurrency of more than one, or a fixed rate. */
    answersPerSecond: estimate.nullable(),
    throttles: z.record(z.string(), z.number().int()),
  }),
  z.strictObject({
    ...size,
    /** `finding`: it times out or runs out of memory, which is an answer. `not-measurable`: this host cannot say. */
    status: z.enum(['finding', 'not-measurable', 'not-measured']),
    outcomes: z.record(z.string(), z.number().int()),
    ...discarded,
    because: z.string(),
  }),
]);
export type TuneCell = z.infer<typeof tuneCell>;
export type MeasuredTuneCell = Extract<TuneCell, { status: 'measured' }>;

const choice = z.strictObject({
  memoryMb: z.number().int(),
  engine: z.string().nullable(),
  concurrency: z.number().int(),
});

/** One question and its answer. `tied`: sizes whose difference from the choice the samples cannot tell. */
const answer = z.strictObject({
  question: z.enum(['cheapest', 'fastest', 'balanced', 'knee', 'cheapest-within-slo']),
  status: z.enum(['chosen', 'no-distinguishable-winner', 'none']),
  choice: choice.nullable(),
  tied: z.array(choice),
  /** In one sentence. */
  because: z.string(),
});
export type TuneAnswer = z.infer<typeof answer>;

/** A machine that runs all month, against Lambda. */
const fleet = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('priced'),
    name: z.string(),
    machines: z.number().int(),
    dollarsPerMonth: z.number(),
    dollarsPerMillionFiles: z.number(),
    capacity: z.strictObject({
      filesPerMonth: z.number(),
      atOnce: z.number().int(),
      limitedBy: z.enum(['cpu', 'memory']),
    }),
    /** From how many events a month on it costs no more than Lambda. */
    breakEven: z.discriminatedUnion('status', [
      z.strictObject({ status: z.literal('at'), filesPerMonth: z.number() }),
      z.strictObject({ status: z.literal('never'), because: z.string() }),
    ]),
  }),
  z.strictObject({ status: z.literal('unsupported'), name: z.string(), because: z.string() }),
]);

export const tuneRecord = z.strictObject({
  /** On every version, in the journal, in the record. */
  runId: z.string(),
  seed: z.number().int(),
  function: z.strictObject({
    name: z.string(),
    /** Of AWS only; null for a local one. */
    arn: z.string().nullable(),
    qualifier: z.string().nullable(),
    runtime: z.string().nullable(),
    architecture: z.enum(['x86_64', 'arm64']),
    codeSha256: z.string().nullable(),
    /** As it was found. */
    memoryMb: z.number().int(),
    timeoutSeconds: z.number().int(),
    ephemeralStorageMb: z.number().int(),
    snapStart: z.boolean(),
    /** Kept ready for its qualifier; absent where there are none. */
    provisionedEnvironments: z.number().int().positive().optional(),
    /** Sizes were tried on a temporary copy. */
    isCopy: z.boolean(),
    /** Its answers tell engines, stages and requests. */
    isOurs: z.boolean(),
  }),
  place: z.enum(['local', 'aws']),
  region: z.string(),
  /** How a local host enforced the CPU share; null on AWS. */
  cpuControl: z.enum(['cgroup', 'closed-loop', 'none']).nullable(),
  /** How far local figures are from Lambda's. */
  calibration: z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('not-needed') }),
    z.strictObject({ status: z.literal('uncalibrated') }),
    z.strictObject({
      status: z.literal('calibrated'),
      at: z.string(),
      /** Local duration over Lambda's, less one, by size. */
      errors: z.array(z.strictObject({ memoryMb: z.number().int(), relativeError: estimate })),
    }),
  ]),
  plan: z.strictObject({
    memoryMb: z.array(z.number().int()),
    engines: z.array(z.string()),
    concurrency: z.array(z.number().int()),
    /** Warm ones of each size, fixed before the run. */
    samples: z.number().int(),
    /** Cold ones of each size. */
    coldSamples: z.number().int(),
    load: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('closed-loop') }),
      z.strictObject({
        kind: z.literal('fixed-rate'),
        perSecond: z.number(),
        seconds: z.number(),
        /** The first of them, in which the rate grows evenly from nothing; not known of older records. */
        rampSeconds: z.number().optional(),
      }),
    ]),
    payloads: z.strictObject({
      kind: z.enum(['single', 'weighted', 'unique']),
      count: z.number().int(),
      bytes: z.number(),
      /** Of all, in order. */
      sha256: z.string(),
      description: z.string(),
      /** Only where the user asked for it. */
      kept: z.array(z.string()).optional(),
    }),
    sloMs: z.number().nullable(),
    balancedWeight: z.number(),
    maxDollars: z.number().nullable(),
  }),
  /** Events a month that monthly figures are for. */
  eventsPerMonth: z.number().nullable(),
  prices: z.strictObject({
    region: z.string(),
    asOf: z.string(),
    sources: z.array(z.string()),
    dollarsPerGbSecond: z.number(),
    dollarsPerMillionRequests: z.number(),
  }),
  samples: z.array(tuneSample),
  cells: z.array(tuneCell),
  answers: z.array(answer),
  /** The choice against the setting as it was found; null where that size was not measured. */
  comparedWithCurrent: z
    .strictObject({
      choice,
      /** Relative changes, negative: less. */
      dollars: estimate,
      durationMs: estimate,
      sentence: z.string(),
    })
    .nullable(),
  monthly: z
    .array(
      z.strictObject({
        ...choice.shape,
        dollars: estimate,
        /** With the free tier taken off. */ afterFreeTier: z.number(),
        /** The same month where environments are kept ready for all of it, and take every event. */
        provisioned: z
          .strictObject({
            environments: z.number().int().positive(),
            /** In place of `dollars`; no free tier applies. */
            dollars: estimate,
            /** The part of it that is paid whether events come or not. */
            readyDollars: z.number(),
            /** The part of it that is their time. */
            runningDollars: z.number(),
          })
          .optional(),
      }),
    )
    .optional(),
  /** Of our own functions, at the month's volume: a model, from measured CPU time. */
  fleets: z
    .strictObject({
      choice,
      filesPerMonth: z.number(),
      lambda: z.strictObject({ dollarsPerMonth: z.number(), dollarsPerMillionFiles: z.number() }),
      fleets: z.array(fleet),
      /** In sentences. */
      assumptions: z.array(z.string()),
    })
    .optional(),
  /** What was spent, by the measured bill. */
  spentDollars: z.number(),
});
export type TuneRecord = z.infer<typeof tuneRecord>;
