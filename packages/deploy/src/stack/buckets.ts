import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { BucketSettings, DeploySettings } from '../settings/deploy-settings.ts';

const OLD_VERSION_DAYS = 30;
/** No upload of the functions takes longer than a function may run. */
const OPEN_UPLOAD_DAYS = 1;

export interface Buckets {
  readonly input: IBucket;
  readonly output: IBucket;
  readonly error: IBucket;
  /** Of the input bucket, if the stack makes it: it notifies the queue by itself. */
  readonly ownInput: CfnBucket | undefined;
}

function lifecycleOf({ versioned, expireDays }: BucketSettings & { kind: 'new' }): LifecycleRule[] {
  return [
    { id: 'AbortOpenUploads', abortIncompleteMultipartUploadAfter: Duration.days(OPEN_UPLOAD_DAYS) },
    ...(expireDays === undefined ? [] : [{ id: 'Expire', expiration: Duration.days(expireDays) }]),
    ...(versioned
      ? [{ id: 'ExpireOldVersions', noncurrentVersionExpiration: Duration.days(OLD_VERSION_DAYS) }]
      : []),
  ];
}

/** Named, not numbered by CloudFormation: policies of what the bucket depends on can name it before it exists. */
const nameOf = (scope: Construct, name: string) => {
  const { account, region } = Stack.of(scope);
  return `${name}-${account}-${region}`;
};

interface Wanted {
  readonly id: string;
  readonly name: string;
  readonly settings: BucketSettings;
  readonly key: IKey | undefined;
}

function makeBucket(scope: Construct, { id, name, settings, key }: Wanted): IBucket {
  if (settings.kind === 'existing') return Bucket.fromBucketName(scope, id, settings.name);
  return new Bucket(scope, id, {
    bucketName: nameOf(scope, name),
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: settings.versioned,
    lifecycleRules: lifecycleOf(settings),
    // Data outlives the stack.
    removalPolicy: RemovalPolicy.RETAIN,
    ...(key === undefined
      ? { encryption: BucketEncryption.S3_MANAGED }
      : { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }),
  }) as IBucket;
}

/** Where sources, outputs and dead letters are. */
export function addBuckets(scope: Construct, settings: DeploySettings): Buckets {
  const { name, inputBucket, outputBucket, errorBucket, kmsKeyArn } = settings;
  const key = kmsKeyArn === undefined ? undefined : Key.fromKeyArn(scope, 'Key', kmsKeyArn);
  const make = (id: string, part: string, one: BucketSettings) =>
    makeBucket(scope, { id, name: `${name}-${part}`, settings: one, key });
  const input = make('InputBucket', 'input', inputBucket);
  return {
    input,
    output: make('OutputBucket', 'output', outputBucket),
    error: make('ErrorBucket', 'error', errorBucket),
    ownInput: inputBucket.kind === 'new' ? (input.node.defaultChild as CfnBucket) : undefined,
  };
}

/** The ARN of the input bucket without waiting for the bucket. */
export function inputBucketArn(scope: Construct, { name, inputBucket }: DeploySettings): string {
  const bucketName = inputBucket.kind === 'new' ? nameOf(scope, `${name}-input`) : inputBucket.name;
  return `arn:${Stack.of(scope).partition}:s3:::${bucketName}`;
}
