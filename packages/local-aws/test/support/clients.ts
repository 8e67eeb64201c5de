import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { LocalAws } from '../../src/index.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

export const s3ClientOf = ({ endpoint }: LocalAws, config: S3ClientConfig = {}): S3Client =>
  new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true, ...config });

export const sqsClientOf = ({ endpoint }: LocalAws): SQSClient =>
  new SQSClient({ endpoint, region: 'us-east-1', credentials });
