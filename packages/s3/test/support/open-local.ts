import { type LocalAws, startLocalAws } from '@parquetry/local-aws';
import { afterAll, beforeAll } from 'vitest';
import {
  openS3,
  type S3Dependencies,
  type S3SettingsInput,
  type S3Store,
  s3Settings,
} from '../../src/index.ts';

// The SDK's chain finds them; nothing checks them.
process.env['AWS_ACCESS_KEY_ID'] = 'local';
process.env['AWS_SECRET_ACCESS_KEY'] = 'local';

/** A store at an endpoint; waits between tries take no time. */
export const openAt = (
  endpoint: string | undefined,
  settings: S3SettingsInput = {},
  dependencies: S3Dependencies = {},
): S3Store =>
  openS3(s3Settings.parse({ ...(endpoint !== undefined && { endpoint }), ...settings }), {
    random: () => 0,
    environment: {},
    ...dependencies,
  });

export interface LocalS3 {
  readonly aws: LocalAws;
  /** A bucket of its own, as refs write it. */
  newBucket(): Promise<string>;
}

/** The local stack, one for all tests of a file. */
export function useLocalS3(): LocalS3 {
  let aws: LocalAws;
  let buckets = 0;
  beforeAll(async () => {
    aws = await startLocalAws();
  });
  afterAll(() => aws[Symbol.asyncDispose]());
  return {
    get aws() {
      return aws;
    },
    async newBucket() {
      buckets += 1;
      await aws.createBucket(`bucket-${buckets}`);
      return `s3://bucket-${buckets}`;
    },
  };
}
