import { type BucketPlace, type Grant, objectsOf } from './grant.ts';

export interface ConvertResources {
  readonly input: BucketPlace;
  readonly output: BucketPlace;
  readonly error: BucketPlace;
  readonly deadLetterQueueArn: string;
  readonly logGroupArn: string;
  /** Of the queue that calls the function; absent for functions that are called by hand. */
  readonly queueArn?: string;
  readonly kmsKeyArn?: string;
  readonly recipeArn?: string;
}

/** `logGroupArn`: as CloudFormation gives it, with `:*` for the streams at its end. */
const writeLogs = (logGroupArn: string): Grant => ({
  sid: 'WriteLogs',
  actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  resources: [logGroupArn],
});

const readSources = (input: BucketPlace): Grant => ({
  sid: 'ReadSources',
  actions: ['s3:GetObject'],
  resources: [objectsOf(input)],
});

/** Without it S3 says of an object that is gone that access is denied, and its job would be a dead letter. */
const tellMissing = ({ input, output }: ConvertResources): Grant => ({
  sid: 'TellMissingFromDenied',
  actions: ['s3:ListBucket'],
  resources: [input.arn, output.arn],
});

/** An output whose types turned out to be wrong is deleted before it is written anew, and so are rows set aside. */
const WRITE = ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:PutObject'];

const writeOutputs = ({ output, error }: ConvertResources): readonly Grant[] => [
  { sid: 'WriteOutputs', actions: WRITE, resources: [objectsOf(output)] },
  { sid: 'SetRowsAside', actions: WRITE, resources: [objectsOf(error)] },
  // It is stored with the first dead letter, unless it lies there already.
  {
    sid: 'ReadOwnRecipe',
    actions: ['s3:GetObject'],
    resources: [`${output.arn}/${output.prefix}_parquetry/recipe.json`],
  },
];

const redriveQueue = ({ deadLetterQueueArn }: ConvertResources): Grant => ({
  sid: 'RedriveDeadLetterQueue',
  actions: [
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:ReceiveMessage',
    'sqs:SendMessage',
  ],
  resources: [deadLetterQueueArn],
});

const receive = (queueArn: string): Grant => ({
  sid: 'ReceiveWork',
  actions: [
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:ReceiveMessage',
  ],
  resources: [queueArn],
});

/** What encrypted buckets ask of whoever reads and writes them. */
export const useKey = (kmsKeyArn: string): Grant => ({
  sid: 'UseKeyOfBuckets',
  actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
  resources: [kmsKeyArn],
});

const readRecipe = (recipeArn: string): Grant => ({
  sid: 'ReadRecipe',
  actions: ['s3:GetObject'],
  resources: [recipeArn],
});

/** All that `convert` may do. */
export const convertGrants = (resources: ConvertResources): readonly Grant[] => [
  writeLogs(resources.logGroupArn),
  readSources(resources.input),
  tellMissing(resources),
  ...writeOutputs(resources),
  redriveQueue(resources),
  ...(resources.queueArn === undefined ? [] : [receive(resources.queueArn)]),
  ...(resources.recipeArn === undefined ? [] : [readRecipe(resources.recipeArn)]),
  ...(resources.kmsKeyArn === undefined ? [] : [useKey(resources.kmsKeyArn)]),
];

export interface BenchResources {
  /** Where samples may take sources from. */
  readonly input: BucketPlace;
  /** Where they may take sources from and leave outputs. */
  readonly objects: BucketPlace;
  readonly logGroupArn: string;
  readonly kmsKeyArn?: string;
}

/** All that `bench` may do. */
export const benchGrants = ({ input, objects, logGroupArn, kmsKeyArn }: BenchResources): readonly Grant[] => [
  writeLogs(logGroupArn),
  readSources(input),
  {
    sid: 'KeepSamples',
    actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
    resources: [objectsOf(objects)],
  },
  ...(kmsKeyArn === undefined ? [] : [useKey(kmsKeyArn)]),
];
