import type { Worker } from 'node:worker_threads';
import type { Engine, ObjectStore } from '@parquetry/core';
import { readOnlySources } from '../batch/safety/read-only-sources.ts';
import { convertCurrent } from '../events/convert-current.ts';
import { readWholeFrom } from '../jobs/read-whole.ts';
import { openJobRunner } from '../jobs/run-job.ts';
import type { Observe } from '../observe/delivery-event.ts';
import { tracedRun } from '../observe/traced-run.ts';
import type { Classifier } from '../resilience/classify-failure.ts';
import { openResilience } from '../resilience/open-resilience.ts';
import { settleWith } from '../resilience/settle-job.ts';
import { ThreadStore } from '../store-thread/thread-store.ts';
import { openStores, type WrapHandler } from './open-stores.ts';
import type { Pipeline, PipelineRequest } from './pipeline.ts';

export interface PipelineParts {
  readonly engine: Engine;
  readonly observe?: Observe;
  /** Knows better than the usual rules why something failed. */
  readonly classifier?: Classifier;
  readonly wrapHandler?: WrapHandler;
  /** Starts a thread that reads and writes large objects; see {@link serveStore}. */
  readonly startStoreThread?: () => Worker;
}

/** The store by which large objects go, in a thread of its own where there are the means. */
class StreamStore implements AsyncDisposable {
  readonly #here: ObjectStore;
  readonly #start: (() => Worker) | undefined;
  #thread: ThreadStore | undefined;

  constructor(here: ObjectStore, start: (() => Worker) | undefined) {
    this.#here = here;
    this.#start = start;
  }

  /** A thread that has ended is replaced. */
  open(): ObjectStore {
    if (this.#start === undefined) return this.#here;
    if (this.#thread === undefined || this.#thread.hasEnded) {
      this.#thread = new ThreadStore(this.#start(), this.#here);
    }
    return this.#thread.store;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread?.[Symbol.asyncDispose]();
  }
}

/** What jobs share that have to be tried again; nothing where they are not. */
async function resilienceOf({ settings }: PipelineRequest, { observe, classifier }: PipelineParts) {
  if (settings.resilience === 'none') return undefined;
  return await openResilience(
    { attempts: settings.jobAttempts, timeoutMs: settings.jobTimeoutMs },
    { ...(observe && { observe }), ...(classifier && { classifier }) },
  );
}

/** Opens stores and engine, and ties them together as the settings say; all in the calling thread. */
export async function openPipeline(request: PipelineRequest, parts: PipelineParts): Promise<Pipeline> {
  const { recipe, settings, limits } = request;
  const resilience = await resilienceOf(request, parts);
  const { wrapHandler, classifier, observe } = parts;
  const stores = openStores(request, { wrapHandler, breakers: resilience?.breakers });
  const store = readOnlySources(stores.store, recipe.from);
  const streaming = new StreamStore(store, settings.storeThread ? parts.startStoreThread : undefined);
  const runner = await openJobRunner({
    store,
    engine: parts.engine,
    limits,
    recipe,
    readWhole: readWholeFrom(stores.storeOf),
    wholeObjectBytes: settings.wholeObjectBytes,
    streamStore: () => streaming.open(),
    outputsTogether: settings.outputsTogether,
  });
  // Asked of S3 itself: a cache would tell what was there before.
  const run = request.convertsCurrent
    ? convertCurrent(runner.run, stores.uncached, observe ? { observe } : {})
    : runner.run;
  return {
    store,
    ...(stores.uploads && { uploads: stores.uploads }),
    settle: settleWith(tracedRun(run, classifier ? { classifier } : {}), {
      ...(resilience && { resilience }),
      ...(classifier && { classifier }),
    }),
    async usage() {
      const health = resilience?.health();
      return { s3: stores.usage(), cache: stores.cacheUsage(), ...(health && { resilience: health }) };
    },
    async [Symbol.asyncDispose]() {
      await runner[Symbol.asyncDispose]();
      await streaming[Symbol.asyncDispose]();
      await stores[Symbol.asyncDispose]();
    },
  };
}
