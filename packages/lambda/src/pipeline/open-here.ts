import { Worker } from 'node:worker_threads';
import type { Engine } from '@parquetry/core';
import { type Observe, openPipeline, type Pipeline } from '@parquetry/delivery';
import { loadContender } from '../load-contender.ts';
import { wrapperOf } from './network-wrapper.ts';
import type { EnginePipelineRequest } from './pipeline-request.ts';
import { besideThis } from './thread-file.ts';

async function engineOf({ engine, stagingDirectory }: EnginePipelineRequest): Promise<Engine> {
  const loaded = await loadContender(engine);
  if (stagingDirectory === undefined) return loaded;
  const { stagedEngine } = await import('@parquetry/bench/pipeline');
  return stagedEngine(loaded, stagingDirectory);
}

/** A pipeline in the calling thread; large objects are read and written in another. */
export async function openHere(setUp: EnginePipelineRequest, observe: Observe): Promise<Pipeline> {
  const { request, network } = setUp;
  return await openPipeline(request, {
    engine: await engineOf(setUp),
    observe,
    ...(network && { wrapHandler: await wrapperOf(network) }),
    startStoreThread: () => new Worker(besideThis('store-thread'), { workerData: setUp }),
  });
}
