import { fileStore, type ObjectRef, type ObjectStore } from '@parquetry/core';
import { type HttpHandler, isS3Bucket, openS3, type S3Store, type S3Usage } from '@parquetry/s3';
import type { PipelineRequest } from './pipeline.ts';

const NOTHING_USED: S3Usage = {
  requests: {},
  retries: 0,
  bytesRead: 0,
  bytesWritten: 0,
  connectionsOpened: 0,
  mostConnections: 0,
};

/** Stands before the connections to S3. */
export type WrapHandler = (inner: HttpHandler) => HttpHandler;

export interface PipelineStores extends AsyncDisposable {
  /** Files of this machine, and S3, each by its buckets. */
  readonly store: ObjectStore;
  /** The one that an object is in. */
  storeOf(ref: ObjectRef): ObjectStore;
  usage(): S3Usage;
}

/** Files of this machine, and S3 where a place of the recipe is there. */
export function openStores({ recipe, settings }: PipelineRequest, wrapHandler?: WrapHandler): PipelineStores {
  const places = [recipe.from, recipe.to, ...(recipe.rejects ? [recipe.rejects] : [])];
  const s3: S3Store | undefined = places.some(({ bucket }) => isS3Bucket(bucket))
    ? openS3(settings.s3, wrapHandler ? { wrapHandler } : {})
    : undefined;
  const files = fileStore();
  const of = (bucket: string): ObjectStore => (s3 !== undefined && isS3Bucket(bucket) ? s3 : files);
  return {
    store: {
      stat: (ref, signal) => of(ref.bucket).stat(ref, signal),
      read: (ref, options) => of(ref.bucket).read(ref, options),
      write: (ref, body, signal) => of(ref.bucket).write(ref, body, signal),
      list: (bucket, prefix, signal) => of(bucket).list(bucket, prefix, signal),
      delete: (ref, signal) => of(ref.bucket).delete(ref, signal),
    },
    storeOf: ({ bucket }) => of(bucket),
    usage: () => s3?.usage() ?? NOTHING_USED,
    async [Symbol.asyncDispose]() {
      await s3?.[Symbol.asyncDispose]();
    },
  };
}
