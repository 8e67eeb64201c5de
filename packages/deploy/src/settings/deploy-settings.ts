import { z } from 'zod';
import { explainIssues } from './explain-issues.ts';
import { BACKFILL_RESULTS, BENCH_OBJECTS } from './names.ts';

const MINUTES = 60;

const prefix = z
  .string()
  .regex(/^([^/*?"]+\/)*$/, 'has to be empty, or to end in / and not to begin with it; no * or ?');

const bucketName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'is no name of a bucket: 3 to 63 of a-z, 0-9, . and -');

const arn = (service: string) =>
  z.string().regex(new RegExp(`^arn:aws[a-z-]*:${service}:`), `is no ARN of ${service}`);

/** One that the stack makes and keeps when it is taken down, or one that is there. */
const bucket = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('new'),
    /** Old versions are kept for 30 days. */
    versioned: z.boolean().default(false),
    /** Objects are deleted so long after they were written; absent: never. */
    expireDays: z.int().positive().exactOptional(),
  }),
  z.strictObject({ kind: z.literal('existing'), name: bucketName }),
]);
export type BucketSettings = z.infer<typeof bucket>;

const architecture = z.enum(['arm64', 'x86_64']);
export type Architecture = z.infer<typeof architecture>;

const convertFunction = z.strictObject({
  engine: z.string().regex(/^[a-z][a-z0-9-]*$/, 'is no name of an engine'),
  architecture: architecture.default('arm64'),
  memoryMb: z.int().min(128).max(10_240).default(1769),
});
export type ConvertFunctionSettings = z.infer<typeof convertFunction>;

const network = z.discriminatedUnion('kind', [
  /** Functions run where Lambda puts them. */
  z.strictObject({ kind: z.literal('none') }),
  /** Private subnets without a way to the internet, and endpoints for what the functions call. */
  z.strictObject({ kind: z.literal('new'), zones: z.int().min(1).max(3).default(2) }),
  /** Subnets from which S3, SQS and CloudWatch Logs can be reached already. */
  z.strictObject({
    kind: z.literal('existing'),
    vpcId: z.string().regex(/^vpc-/),
    subnetIds: z.array(z.string().regex(/^subnet-/)).min(1),
    availabilityZones: z.array(z.string()).min(1),
  }),
]);
export type NetworkSettings = z.infer<typeof network>;

const backfill = z.strictObject({
  /** Objects of one invocation. */
  batchObjects: z.int().min(1).max(1000).default(100),
  /** Invocations at once. */
  maxConcurrency: z.int().min(1).max(10_000).default(50),
  /** Of the objects: with more than that in failed batches the whole fails. */
  toleratedFailurePercent: z.number().min(0).max(100).default(5),
});
export type BackfillSettings = z.infer<typeof backfill>;

const alarms = z.strictObject({
  /** An SNS topic that is told; absent: alarms are seen in CloudWatch alone. */
  topicArn: arn('sns').exactOptional(),
  /** Of the oldest message in the queue. */
  oldestMessageSeconds: z
    .int()
    .min(60)
    .default(15 * MINUTES),
  /** Of the time-out: the slowest invocation of five minutes. */
  durationPercent: z.int().min(1).max(100).default(80),
});

/** How long CloudWatch can be told to keep a log, in days. */
const RETENTIONS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653] as const;

const shape = z.strictObject({
  /** What all names begin with. */
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,18}[a-z0-9]$/, 'has to be 2 to 20 of a-z, 0-9 and -, and begin with a letter')
    .default('parquetry'),
  inputBucket: bucket.default({ kind: 'new', versioned: false }),
  outputBucket: bucket.default({ kind: 'new', versioned: false }),
  errorBucket: bucket.default({ kind: 'new', versioned: false }),
  inputPrefix: prefix.default('in/'),
  /** Objects below the input prefix whose keys end otherwise ask for nothing; empty: all are looked at. */
  inputSuffixes: z.array(z.string().regex(/^\.[A-Za-z0-9._-]+$/)).default([]),
  outputPrefix: prefix.default('out/'),
  /** A key of KMS by which the buckets are encrypted; absent: keys of S3. */
  kmsKeyArn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:kms:[^:]+:\d{12}:key\/(mrk-[0-9a-f]{32}|[0-9a-f-]{36})$/,
      'is no ARN of a key of KMS',
    )
    .exactOptional(),
  /** An object that `run batch` has stored: how sources are read, and their types; absent: each file tells its own. */
  recipe: z.strictObject({ bucket: bucketName, key: z.string().regex(/^[^/*?].*[^/*?]$/) }).exactOptional(),
  /** What is written, unless a recipe says it. */
  formats: z
    .array(z.enum(['parquet', 'avro']))
    .min(1)
    .default(['parquet']),
  /** The first one receives what the queue holds; the others are there to be tuned and compared. */
  functions: z
    .array(convertFunction)
    .min(1)
    .default([{ engine: 'simd', architecture: 'arm64', memoryMb: 1769 }]),
  /** A function for samples of `parquetry bench` and `tune`, for each of these. */
  benchArchitectures: z.array(architecture).default([]),
  timeoutSeconds: z
    .int()
    .min(10)
    .max(900)
    .default(5 * MINUTES),
  /** Messages of one invocation, and how long is waited for so many. */
  batchSize: z.int().min(1).max(10).default(10),
  batchWindowSeconds: z.int().min(0).max(300).default(5),
  /** Invocations at once that the queue causes; takes nothing from other functions of the account. */
  queueConcurrency: z.int().min(2).max(1000).default(50),
  /** Of the account's concurrency, kept for the first function; absent: none. */
  reservedConcurrency: z.int().min(1).exactOptional(),
  /** Environments that are kept warm, and paid for; absent: none. */
  provisionedConcurrency: z.int().min(1).exactOptional(),
  /** A message that was received so often moves to the dead-letter queue. */
  maxReceives: z.int().min(1).max(1000).default(5),
  tracing: z.enum(['active', 'off']).default('active'),
  logRetentionDays: z
    .literal(RETENTIONS, `is none that CloudWatch has; those are ${RETENTIONS.join(', ')}`)
    .default(30),
  network: network.default({ kind: 'none' }),
  alarms: alarms.prefault({}),
  backfill: backfill.prefault({}),
  /** Environment variables of the functions beside those that follow from the above. */
  environment: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]+$/), z.string()).default({}),
});

type Shape = z.infer<typeof shape>;

const existingName = (one: BucketSettings) => (one.kind === 'existing' ? one.name : undefined);

/** What is written below the input prefix would be found as a source, again and again. */
function requireDisjoint(settings: Shape, context: z.RefinementCtx): void {
  const { inputBucket, inputPrefix, outputBucket, outputPrefix, errorBucket } = settings;
  const input = existingName(inputBucket);
  const written: readonly (readonly [keyof Shape, BucketSettings, string])[] = [
    ['outputPrefix', outputBucket, outputPrefix],
    ['errorBucket', errorBucket, outputPrefix],
    ['errorBucket', errorBucket, BACKFILL_RESULTS],
    ['errorBucket', errorBucket, BENCH_OBJECTS],
  ];
  for (const [path, bucketOf, prefixOf] of written) {
    if (input === undefined || existingName(bucketOf) !== input) continue;
    if (!prefixOf.startsWith(inputPrefix) && !inputPrefix.startsWith(prefixOf)) continue;
    const message = `'${prefixOf}' and the input prefix '${inputPrefix}' lie within each other in ${input}: what is written would be found as a source; choose prefixes beside each other`;
    context.addIssue({ code: 'custom', path: [path], message });
  }
}

function requireEnoughReserved(settings: Shape, context: z.RefinementCtx): void {
  const { reservedConcurrency: reserved, queueConcurrency, provisionedConcurrency = 0 } = settings;
  if (reserved === undefined) return;
  for (const [name, wanted] of Object.entries({ queueConcurrency, provisionedConcurrency })) {
    if (wanted <= reserved) continue;
    context.addIssue({
      code: 'custom',
      path: ['reservedConcurrency'],
      message: `${reserved} is less than ${name} (${wanted}): the rest would be throttled; raise it, or lower ${name}`,
    });
  }
}

function requireDifferentFunctions({ functions }: Shape, context: z.RefinementCtx): void {
  const names = functions.map(({ engine, architecture: on }) => `${engine} on ${on}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    context.addIssue({
      code: 'custom',
      path: ['functions'],
      message: `${twice} is there twice; one is enough`,
    });
  }
}

/** S3 takes no two rules that would tell of the same object. */
function requireDifferentSuffixes({ inputSuffixes }: Shape, context: z.RefinementCtx): void {
  for (const [index, suffix] of inputSuffixes.entries()) {
    const other = inputSuffixes.find((one, at) => at !== index && suffix.endsWith(one));
    if (other === undefined) continue;
    const message = `'${suffix}' ends in '${other}', which is there as well; leave one of them out`;
    context.addIssue({ code: 'custom', path: ['inputSuffixes', index], message });
  }
}

const deploySettings = shape
  .superRefine(requireDisjoint)
  .superRefine(requireDifferentSuffixes)
  .superRefine(requireEnoughReserved)
  .superRefine(requireDifferentFunctions);

export type DeploySettings = z.infer<typeof deploySettings>;
export type DeploySettingsInput = z.input<typeof deploySettings>;

/**
 * What is to be deployed, every default filled in.
 *
 * @throws TypeError that tells of every setting that is wrong.
 */
export function parseDeploySettings(found: unknown): DeploySettings {
  const parsed = deploySettings.safeParse(found);
  if (parsed.success) return parsed.data;
  throw new TypeError(`settings of the deployment:\n${explainIssues(parsed.error)}`);
}
