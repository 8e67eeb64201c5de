/** What a record says of the claims R1–R8: derived from its raw samples, in units that are in the names. */
import { z } from 'zod';
import { estimate } from '../record/estimate.ts';

/** ms, 1 (times, percent, count, rate) and $. */
const quantity = z.enum(['duration', 'times', 'percent', 'count', 'rate', 'dollars']);
export type ClaimQuantity = z.infer<typeof quantity>;

const claimedRange = z.strictObject({
  /** Null: open to that side. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Which side is better; `within`: neither. */
  better: z.enum(['more', 'less', 'within']),
});
export type ClaimedRange = z.infer<typeof claimedRange>;

export const verdicts = ['exceeded', 'reproduced', 'not reproduced', 'not meaningful'] as const;
const verdict = z.enum(verdicts);
export type ClaimVerdict = z.infer<typeof verdict>;

const ruling = {
  verdict,
  /** False: the samples allow the other verdict as well. */
  isSettled: z.boolean(),
  because: z.string(),
};
export type Ruling = z.infer<z.ZodObject<typeof ruling>>;

/** One figure of a claim, held against what was found. */
const finding = z.strictObject({
  what: z.string(),
  /** Under which circumstances: the network profile, in words. */
  where: z.string(),
  /** As the document has it. */
  claimed: z.string(),
  range: claimedRange.nullable(),
  quantity,
  /** Of a coefficient of a line: its mean over the rounds, with its t-interval. */
  found: estimate.nullable(),
  ...ruling,
});
export type Finding = z.infer<typeof finding>;

export const claimIds = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8'] as const;
export type ClaimId = (typeof claimIds)[number];

const judgedClaim = z.strictObject({
  id: z.enum(claimIds),
  /** In the document's words. */
  claim: z.string(),
  measuredAs: z.string(),
  /** The verdict of the claim is that of the first. */
  findings: z.array(finding).min(1),
});
export type JudgedClaim = z.infer<typeof judgedClaim>;

/** A figure of a table of the document beside what was measured. */
const tableCell = z.strictObject({
  claimed: z.string(),
  quantity,
  found: estimate.nullable(),
  /** Why there is no figure, or what it is. */
  note: z.string().optional(),
});
export type TableCell = z.infer<typeof tableCell>;

const sourceTable = z.strictObject({
  title: z.string(),
  note: z.string().optional(),
  columns: z.array(z.string()),
  rows: z.array(z.strictObject({ name: z.string(), cells: z.array(tableCell) })),
});
export type SourceTable = z.infer<typeof sourceTable>;

const rung = z.strictObject({
  name: z.string(),
  title: z.string(),
  what: z.string(),
  kind: z.enum(['baseline', 'alone', 'together', 'engine']),
  engine: z.string(),
  result: z.discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('measured'),
      /** Of a batch of so many. */
      files: z.number().int(),
      msPerFile: estimate,
      cpuMsPerFile: estimate,
      /** Against the baseline, round by round; null for the baseline. */
      timesAsFast: estimate.nullable(),
      requestsPerFile: z.number(),
      connectionsPerFile: z.number(),
    }),
    z.strictObject({ status: z.literal('missing'), because: z.string() }),
  ]),
});
export type JudgedRung = z.infer<typeof rung>;

const judgedLadder = z.strictObject({
  /** Of the network, by the local stack's name. */
  profile: z.string(),
  /** The scenario of the record that holds the samples. */
  scenario: z.string(),
  rungs: z.array(rung),
});
export type JudgedLadder = z.infer<typeof judgedLadder>;

/** The codecs by themselves: Parquet from and to files of this machine, nothing in between. */
const codec = z.strictObject({
  name: z.string(),
  msPerFile: estimate.nullable(),
  /** How many times as fast as the baseline's; null for that itself. */
  timesAsFast: estimate.nullable(),
  because: z.string().optional(),
});

const check = z.strictObject({
  about: z.enum(claimIds),
  stated: z.string(),
  /** What follows from the document's other figures. */
  computed: z.string(),
  holds: z.boolean(),
  /** What comes of it, in a sentence. */
  so: z.string(),
});
export type ArithmeticCheck = z.infer<typeof check>;

/** What a million files cost. */
const costRow = z.strictObject({
  pipeline: z.string(),
  memoryMb: z.number().int(),
  computeDollars: estimate,
  requestDollars: z.number(),
});
export type CostRow = z.infer<typeof costRow>;

const requestPrices = z.strictObject({
  dollarsPerMillionInvocations: z.number(),
  dollarsPerMillionReads: z.number(),
  dollarsPerMillionWrites: z.number(),
  dollarsPerGbSecond: z.number(),
  dollarsPerProvisionedGbSecond: z.number(),
  region: z.string(),
  asOf: z.string(),
  sources: z.array(z.string()),
});
export type ClaimPrices = z.infer<typeof requestPrices>;

const sampling = z.strictObject({
  origin: z.enum(['generated', 'files', 's3']),
  description: z.string(),
  objects: z.number().int(),
  bytes: z.number(),
  taken: z.number().int(),
  takenBytes: z.number(),
  strata: z.array(
    z.strictObject({
      /** Half open. */
      fromBytes: z.number(),
      toBytes: z.number(),
      objects: z.number().int(),
      taken: z.number().int(),
    }),
  ),
  seed: z.number(),
  /** Files of the largest batch that hold the same bytes as another. */
  copies: z.number().int(),
});
export type InputSampling = z.infer<typeof sampling>;

export const claimsRecord = z.strictObject({
  document: z.string(),
  /** `full`: every size of the document's tables; `default`: those that take minutes. */
  scope: z.enum(['default', 'full']),
  rounds: z.number().int(),
  baseline: z.strictObject({
    kind: z.enum(['original', 'command']),
    /** As it was typed: variables by their names. */
    command: z.string().optional(),
  }),
  inputs: sampling,
  ladders: z.array(judgedLadder),
  codecs: z.array(codec),
  claims: z.array(judgedClaim),
  checks: z.array(check),
  tables: z.array(sourceTable),
  cost: z.strictObject({
    prices: requestPrices,
    perMillionFiles: z.array(costRow),
    /** The user's own volume. */
    filesPerMonth: z.number().nullable(),
  }),
  notMeasured: z.array(z.string()),
});
export type ClaimsRecord = z.infer<typeof claimsRecord>;
