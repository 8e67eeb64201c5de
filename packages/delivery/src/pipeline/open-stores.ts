import { fileStore, type ObjectRef, type ObjectStore } from '@parquetry/core';
import {
  cachingStore,
  type HttpHandler,
  isS3Bucket,
  openS3,
  type S3Store,
  type S3Usage,
} from '@parquetry/s3';
import type { UploadLister } from '../batch/uploads/abort-leftovers.ts';
import { type ReadableJournal, uploadJournal } from '../batch/uploads/upload-journal.ts';
import { statePlace } from '../jobs/state-place.ts';
import type { Breakers } from '../resilience/breakers.ts';
import { resilientStore } from '../resilience/resilient-store.ts';
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

export interface PipelineUploads {
  readonly journal: ReadableJournal;
  readonly aborter: UploadLister;
}

export interface PipelineStores extends AsyncDisposable {
  /** Files of this machine, and S3, each by its buckets. */
  readonly store: ObjectStore;
  /** The same, each request answered by the store itself. */
  readonly uncached: ObjectStore;
  /** The one that an object is in. */
  storeOf(ref: ObjectRef): ObjectStore;
  /** Of uploads to the place of the outputs, for whoever takes up the work of a process that was killed. */
  readonly uploads?: PipelineUploads;
  usage(): S3Usage;
  cacheUsage(): { readonly hits: number; readonly misses: number };
}

export interface StoreParts {
  readonly wrapHandler?: WrapHandler | undefined;
  /** Requests to sources and outputs pass the breakers of these. */
  readonly breakers?: Breakers | undefined;
}

/** S3, where a place of the recipe is there; the uploads that it begins are journaled where that is asked for. */
function openS3For({ recipe, settings, journalsUploads }: PipelineRequest, wrapHandler?: WrapHandler) {
  const { from, to, rejects } = recipe;
  if (![from, to, ...(rejects ? [rejects] : [])].some(({ bucket }) => isS3Bucket(bucket))) return undefined;
  const journal = isS3Bucket(to.bucket) ? uploadJournal(() => s3, to) : undefined;
  const s3: S3Store = openS3(settings.s3, {
    ...(wrapHandler && { wrapHandler }),
    ...(journalsUploads && journal && { uploads: journal }),
  });
  return { s3, ...(journal && { uploads: { journal, aborter: s3 } }) };
}

/** Several stores as one. */
const byBucket = (of: (bucket: string) => ObjectStore): ObjectStore => ({
  stat: (ref, signal) => of(ref.bucket).stat(ref, signal),
  read: (ref, options) => of(ref.bucket).read(ref, options),
  write: (ref, body, signal) => of(ref.bucket).write(ref, body, signal),
  list: (bucket, prefix, signal) => of(bucket).list(bucket, prefix, signal),
  delete: (ref, signal) => of(ref.bucket).delete(ref, signal),
});

/** Files of this machine, and S3 where a place of the recipe is there, behind breakers and a cache as the settings say. */
export function openStores(
  request: PipelineRequest,
  { wrapHandler, breakers }: StoreParts = {},
): PipelineStores {
  const { recipe, settings } = request;
  const { s3, uploads } = openS3For(request, wrapHandler) ?? {};
  const places = {
    source: recipe.from,
    output: recipe.to,
    state: statePlace(recipe.to),
    ...(recipe.rejects && { rejects: recipe.rejects }),
  };
  const guarded = (store: ObjectStore) => (breakers ? resilientStore(store, breakers, places) : store);
  const reached = s3 && guarded(s3);
  const cached =
    reached && settings.cacheBytes > 0
      ? cachingStore(reached, {
          bytes: settings.cacheBytes,
          objectBytes: settings.wholeObjectBytes,
          ttlMs: settings.cacheTtlMs,
        })
      : undefined;
  const files = fileStore();
  const of = (bucket: string) => (isS3Bucket(bucket) ? (cached ?? reached ?? files) : files);
  return {
    store: byBucket(of),
    uncached: byBucket((bucket) => (isS3Bucket(bucket) ? (reached ?? files) : files)),
    storeOf: ({ bucket }) => of(bucket),
    ...(uploads && { uploads }),
    usage: () => s3?.usage() ?? NOTHING_USED,
    cacheUsage: () => cached?.cacheUsage() ?? { hits: 0, misses: 0 },
    async [Symbol.asyncDispose]() {
      await s3?.[Symbol.asyncDispose]();
    },
  };
}
