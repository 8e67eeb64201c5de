import { createHash } from 'node:crypto';
import type { ObjectRef } from '@parquetry/core';

/** The id of the job that converts an object: SHA-256 of bucket, NUL and key, its first 16 hexadecimal digits. */
export const jobId = ({ bucket, key }: ObjectRef): string =>
  createHash('sha256').update(`${bucket}\0${key}`).digest('hex').slice(0, 16);
