import type { ObjectRef } from '@parquetry/core';
import { bucketNameOf } from '../refs/s3-url.ts';
import { s3Error } from '../s3-error.ts';

/** Runs a request; what fails is told as a store error, unless the caller has aborted. */
export async function callSdk<T>(
  ref: ObjectRef,
  signal: AbortSignal | undefined,
  run: (options: { readonly abortSignal?: AbortSignal }) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  try {
    return await run(signal === undefined ? {} : { abortSignal: signal });
  } catch (cause) {
    signal?.throwIfAborted();
    throw s3Error(ref, cause);
  }
}

export const inputOf = ({ bucket, key }: ObjectRef) => ({ Bucket: bucketNameOf(bucket), Key: key });
