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
export const writeLogs = (logGroupArn: string): Grant => ({
  sid: 'WriteLogs',
  actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  resources: [logGroupArn],
});

const readSources = ({ input }: ConvertResources): readonly Grant[] => [
  { sid: 'ReadSources', actions: ['s3:GetObject'], resources: [objectsOf(input)] },
  // Without it S3 says of an object that is gone that access is denied, and its job would be a dead letter.
  { sid: 'TellMissingFromDenied', actions: ['s3:ListBucket'], resources: [input.arn] },
];

/** An output whose types turned out to be wrong is deleted before it is written anew. */
const writeOutputs = ({ output }: ConvertResources): Grant => ({
  sid: 'WriteOutputs',
  actions: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:PutObject'],
  resources: [objectsOf(output)],
});

const keepLetters = ({ error }: ConvertResources): readonly Grant[] => [
  {
    sid: 'KeepDeadLetters',
    actions: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'],
    resources: [objectsOf(error)],
  },
  { sid: 'ListDeadLetters', actions: ['s3:ListBucket'], resources: [error.arn] },
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
  ...readSources(resources),
  writeOutputs(resources),
  ...keepLetters(resources),
  redriveQueue(resources),
  ...(resources.queueArn === undefined ? [] : [receive(resources.queueArn)]),
  ...(resources.recipeArn === undefined ? [] : [readRecipe(resources.recipeArn)]),
  ...(resources.kmsKeyArn === undefined ? [] : [useKey(resources.kmsKeyArn)]),
];
