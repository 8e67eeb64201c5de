/**
 * What `parquetry gate` found: two builds compared, pair by pair. Part of a run record, and the one thing that summaries,
 * annotations and histories are made of. Times are in ms; a ratio is head to base, above 1 is worse.
 */
import { z } from 'zod';

export const gateMetric = z.enum([
  /** User and system time of all threads. */
  'cpu',
  'wall',
  /** Cores kept busy, CPU time by wall time, of base to head: above 1, head runs less of it at once. */
  'parallelism',
  /** Peak resident memory of a fresh process. */
  'rss',
  /** What a benchmark measures by itself and prints. */
  'reported',
]);
export type GateMetric = z.infer<typeof gateMetric>;

export const gateVerdict = z.enum(['pass', 'regression', 'inconclusive', 'infrastructure-failure']);
export type GateVerdict = z.infer<typeof gateVerdict>;

/** One fresh process. */
const sideSample = z.strictObject({
  cpuMs: z.number().nonnegative(),
  wallMs: z.number().nonnegative(),
  /** As printed, in the benchmark's own unit; null where it prints none. */
  reported: z.number().positive().nullable(),
  peakRssBytes: z.number().positive().nullable(),
  /** CPU time before the part that is measured: start, modules, warm-up; null where it cannot be told. */
  beforeCpuMs: z.number().nonnegative().nullable(),
  /** In the order in which they were taken; one where the whole process is measured. */
  turns: z.array(z.strictObject({ cpuMs: z.number(), wallMs: z.number() })),
});
export type SideSample = z.infer<typeof sideSample>;

const pair = z.strictObject({
  pair: z.number().int().nonnegative(),
  /** Order in the whole run. */
  slot: z.number().int().nonnegative(),
  first: z.enum(['base', 'head']),
  startedAt: z.string(),
  base: sideSample,
  head: sideSample,
  /** ln(head / base) by metric; for parallelism ln(base / head). */
  logRatios: z.partialRecord(gateMetric, z.number()),
  stealMs: z.number().nullable(),
  loadAverage: z.number(),
});
export type GatePair = z.infer<typeof pair>;

/** How many times as much head takes, with the interval whose ends are each wrong with the probability `tail`. */
const gateRatio = z.strictObject({
  estimate: z.number().positive(),
  /** 0 where too few pairs were taken to say. */
  low: z.number().nonnegative(),
  /** Null where too few pairs were taken to say. */
  high: z.number().positive().nullable(),
  tail: z.number().positive(),
  pairs: z.number().int().positive(),
});
export type GateRatio = z.infer<typeof gateRatio>;

const comparison = z.strictObject({
  metric: gateMetric,
  /** `fine` decides a benchmark; `coarse` alarms at a large change only and is advice below. */
  role: z.enum(['fine', 'coarse']),
  /** An alarm takes an estimate of at least this ratio. */
  alarmFrom: z.number(),
  /** A pass takes an interval below this ratio; null for `coarse`. */
  passBelow: z.number().nullable(),
  ratio: gateRatio,
  /** Of no change or less, over all looks. */
  pValue: z.number(),
  /** By Holm, over all benchmarks of the run. */
  adjustedP: z.number(),
  verdict: z.enum(['pass', 'regression', 'inconclusive', 'advice']),
  /** Benjamini–Hochberg at 10 % would name it: something to look at, nothing to block for. */
  watch: z.boolean(),
  /** The reviewed slowdown, and why; it covers a regression, and of what is inconclusive it may. */
  accepted: z.strictObject({ upTo: z.number(), because: z.string() }).optional(),
});
export type GateComparison = z.infer<typeof comparison>;

const counter = z.strictObject({
  name: z.string(),
  /** What a change of it in either direction is: `exact` counters may not move, `upper` ones may not grow. */
  rule: z.enum(['exact', 'upper']),
  base: z.number().nullable(),
  head: z.number().nullable(),
  /** The value that the reviewed file of head declares for this base; null when it declares none. */
  declared: z.number().nullable(),
  verdict: z.enum(['same', 'better', 'declared', 'regression']),
});
export type GateCounter = z.infer<typeof counter>;

const gateBenchmark = z.strictObject({
  name: z.string(),
  kind: z.enum(['scenario', 'command', 'samples', 'tinybench', 'vitest', 'canary', 'tree']),
  /** What one process does, in words. */
  about: z.string(),
  pairs: z.array(pair),
  comparisons: z.array(comparison),
  counters: z.array(counter),
  verdict: gateVerdict,
  /** The verdict in one line, with the slowdown that it excludes. */
  because: z.string(),
  /** Pairs at which it was looked at. */
  looks: z.array(z.number().int()),
  warnings: z.array(z.string()),
});
export type GateBenchmark = z.infer<typeof gateBenchmark>;

const tree = z.strictObject({
  /** As the user named it, or found: a ref, a directory. */
  name: z.string(),
  commit: z.string().nullable(),
  /** Files that differ from the commit are part of what was built. */
  dirty: z.boolean(),
  lockfileSha256: z.string().nullable(),
});
export type GateTree = z.infer<typeof tree>;

const acceptance = z.strictObject({
  benchmark: z.string(),
  metric: gateMetric,
  upTo: z.number(),
  because: z.string(),
  base: z.string(),
  /** Why it does not count; absent where it does. */
  void: z.string().optional(),
});
export type GateAcceptance = z.infer<typeof acceptance>;

const canary = z.strictObject({
  name: z.string(),
  expected: z.enum(['quiet', 'alarm']),
  found: z.enum(['quiet', 'alarm']),
  ratio: gateRatio,
  pValue: z.number(),
  /** One of them misbehaved: the run says nothing. */
  misbehaved: z.boolean(),
});
export type GateCanary = z.infer<typeof canary>;

export const gateRecord = z.strictObject({
  gateVersion: z.literal(1),
  base: tree,
  head: tree,
  plan: z.strictObject({
    /** Pairs at which it may stop. */
    looks: z.array(z.number().int()),
    /** Share of the alarm level spent by each look. */
    spent: z.array(z.number()),
    /** Of a false alarm, per benchmark and over all. */
    alarmLevel: z.number(),
    familyLevel: z.number(),
    /** Of an end of an interval being wrong. */
    tail: z.number(),
    maxUndecided: z.number(),
    inconclusive: z.enum(['by-interval', 'pass', 'fail']),
    maxMinutes: z.number(),
    seed: z.number().int(),
  }),
  /** SHA-256 of the harness that measured both sides. */
  harnessSha256: z.string(),
  /** What has to agree between every process of the run, and between runs that are compared. */
  fingerprint: z.record(z.string(), z.string()),
  benchmarks: z.array(gateBenchmark),
  canaries: z.array(canary),
  acceptances: z.array(acceptance),
  /** Changes that no benchmark of this run can see: paths of what measures or judges both sides, and other packages with counts. */
  notMeasured: z.array(z.string()),
  verdict: gateVerdict,
  /** In one line. */
  sentence: z.string(),
  /** Everything that speaks against a pass. */
  reasons: z.array(z.string()),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
});
export type GateRecord = z.infer<typeof gateRecord>;

const historyPoint = z.strictObject({
  at: z.string(),
  commit: z.string(),
  /** Median over the processes of the run, with its interval. */
  value: z.number(),
  low: z.number(),
  high: z.number(),
});

/** Runs of one branch on machines of one fingerprint: only those are drawn as one line. */
export const gateHistory = z.strictObject({
  branch: z.string(),
  machines: z.array(
    z.strictObject({
      /** Short hash of the fingerprint. */
      machine: z.string(),
      fingerprint: z.record(z.string(), z.string()),
      series: z.array(
        z.strictObject({
          benchmark: z.string(),
          metric: gateMetric,
          unit: z.string(),
          points: z.array(historyPoint),
          /** Indices of points at which the level changed (E-divisive). */
          changes: z.array(
            z.strictObject({
              index: z.number().int(),
              before: z.number(),
              after: z.number(),
              pValue: z.number(),
            }),
          ),
        }),
      ),
      /** Counters that were another than in the run before; absent where none was. */
      counterMoves: z
        .array(
          z.strictObject({
            benchmark: z.string(),
            counter: z.string(),
            at: z.string(),
            commit: z.string(),
            before: z.number(),
            after: z.number(),
          }),
        )
        .optional(),
    }),
  ),
});
export type GateHistory = z.infer<typeof gateHistory>;
