import type { Engine } from '@parquetry/core';
import type { RunJob, SettleJob } from '../jobs/job.ts';
import { readWholeFrom } from '../jobs/read-whole.ts';
import { openJobRunner } from '../jobs/run-job.ts';
import type { Observe } from '../observe/delivery-event.ts';
import { openStores, type WrapHandler } from './open-stores.ts';
import type { Pipeline, PipelineRequest } from './pipeline.ts';

export interface PipelineParts {
  readonly engine: Engine;
  readonly observe?: Observe;
  readonly wrapHandler?: WrapHandler;
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
  const stores = openStores(request, parts.wrapHandler);
  const { store } = stores;
  const runner = await openJobRunner({
    store,
    engine: parts.engine,
    limits,
    recipe,
    readWhole: readWholeFrom(stores.storeOf),
    wholeObjectBytes: settings.wholeObjectBytes,
    outputsTogether: settings.outputsTogether,
  });
  return {
    store,
    settle: attemptOnce(runner.run),
    usage: async () => ({ s3: stores.usage(), cache: { hits: 0, misses: 0 } }),
    async [Symbol.asyncDispose]() {
      await runner[Symbol.asyncDispose]();
      await stores[Symbol.asyncDispose]();
    },
  };
}
