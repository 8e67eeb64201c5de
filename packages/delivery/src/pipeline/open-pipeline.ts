import { type Engine, fileStore, type ObjectStore } from '@parquetry/core';
import { type HttpHandler, isS3Bucket, openS3, type S3Store, type S3Usage } from '@parquetry/s3';
import type { RunJob, SettleJob } from '../jobs/job.ts';
import { readWholeFrom } from '../jobs/read-whole.ts';
import { openJobRunner } from '../jobs/run-job.ts';
import type { Observe } from '../observe/delivery-event.ts';
import type { Pipeline, PipelineRequest } from './pipeline.ts';

export interface PipelineParts {
  readonly engine: Engine;
  readonly observe?: Observe;
  /** Stands before the connections to S3. */
  readonly wrapHandler?: (inner: HttpHandler) => HttpHandler;
}

const NOTHING_USED: S3Usage = {
  requests: {},
  retries: 0,
  bytesRead: 0,
  bytesWritten: 0,
  connectionsOpened: 0,
  mostConnections: 0,
};

/** Files of this machine, and S3 where a place of the recipe is there. */
function openStores({ recipe, settings }: PipelineRequest, { wrapHandler }: PipelineParts) {
  const places = [recipe.from, recipe.to, ...(recipe.rejects ? [recipe.rejects] : [])];
  const s3: S3Store | undefined = places.some(({ bucket }) => isS3Bucket(bucket))
    ? openS3(settings.s3, wrapHandler ? { wrapHandler } : {})
    : undefined;
  const files = fileStore();
  const of = (bucket: string): ObjectStore => (s3 !== undefined && isS3Bucket(bucket) ? s3 : files);
  const store: ObjectStore = {
    stat: (ref, signal) => of(ref.bucket).stat(ref, signal),
    read: (ref, options) => of(ref.bucket).read(ref, options),
    write: (ref, body, signal) => of(ref.bucket).write(ref, body, signal),
    list: (bucket, prefix, signal) => of(bucket).list(bucket, prefix, signal),
    delete: (ref, signal) => of(ref.bucket).delete(ref, signal),
  };
  return { store, s3 };
}

const attemptOnce =
  (run: RunJob): SettleJob =>
  async (job, signal) => {
    try {
      return { status: 'converted', job, result: await run(job, { signal, attempt: 1 }), attempts: 1 };
    } catch (error) {
      signal.throwIfAborted();
      const { name, message } = error as Error;
      return { status: 'failed', job, failure: { kind: 'permanent', code: name, message, attempts: 1 } };
    }
  };

/** Opens stores and engine, and ties them together as the settings say; all in the calling thread. */
export async function openPipeline(request: PipelineRequest, parts: PipelineParts): Promise<Pipeline> {
  const { recipe, settings, limits } = request;
  const { store, s3 } = openStores(request, parts);
  const runner = await openJobRunner({
    store,
    engine: parts.engine,
    limits,
    recipe,
    readWhole: readWholeFrom(store),
    wholeObjectBytes: settings.wholeObjectBytes,
    outputsTogether: settings.outputsTogether,
  });
  return {
    store,
    settle: attemptOnce(runner.run),
    usage: async () => ({ s3: s3?.usage() ?? NOTHING_USED, cache: { hits: 0, misses: 0 } }),
    async [Symbol.asyncDispose]() {
      await runner[Symbol.asyncDispose]();
      await s3?.[Symbol.asyncDispose]();
    },
  };
}
