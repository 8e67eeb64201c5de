import { useKey } from './function-grants.ts';
import { type BucketPlace, type Grant, objectsOf } from './grant.ts';

export interface BackfillResources {
  /** Where prefixes are listed, and lists of objects lie. */
  readonly input: BucketPlace;
  /** Where it is told what became of each batch. */
  readonly results: BucketPlace;
  /** What is invoked, with its version or alias. */
  readonly functionArns: readonly string[];
  readonly stateMachineArn: string;
  /** `arn:…:execution:<name of the machine>`, without what follows. */
  readonly executionArn: string;
  readonly kmsKeyArn?: string;
}

/** What Step Functions needs for a Distributed Map; https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html */
export const backfillGrants = (resources: BackfillResources): readonly Grant[] => [
  { sid: 'InvokeConvert', actions: ['lambda:InvokeFunction'], resources: resources.functionArns },
  {
    sid: 'ListSources',
    actions: ['s3:ListBucket'],
    resources: [resources.input.arn],
    conditions: { StringLike: { 's3:prefix': `${resources.input.prefix}*` } },
  },
  { sid: 'ReadListOfObjects', actions: ['s3:GetObject'], resources: [objectsOf(resources.input)] },
  {
    sid: 'WriteResults',
    actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
    resources: [objectsOf(resources.results)],
  },
  { sid: 'StartChildren', actions: ['states:StartExecution'], resources: [resources.stateMachineArn] },
  {
    sid: 'WatchChildren',
    actions: ['states:DescribeExecution', 'states:StopExecution'],
    resources: [`${resources.executionArn}:*`],
  },
  {
    sid: 'RedriveChildren',
    actions: ['states:RedriveExecution'],
    resources: [`${resources.executionArn}/*`],
  },
  ...(resources.kmsKeyArn === undefined ? [] : [useKey(resources.kmsKeyArn)]),
];
