import { Worker } from 'node:worker_threads';
import { type Observe, openPipeline, type Pipeline } from '@parquetry/delivery';
import { loadContender } from '../load-contender.ts';
import { wrapperOf } from './network-wrapper.ts';
import type { EnginePipelineRequest } from './pipeline-request.ts';
import { besideThis } from './thread-file.ts';

/** A pipeline in the calling thread; large objects are read and written in another. */
export async function openHere(setUp: EnginePipelineRequest, observe: Observe): Promise<Pipeline> {
  const { engine, request, network } = setUp;
  return await openPipeline(request, {
    engine: await loadContender(engine),
    observe,
    ...(network && { wrapHandler: await wrapperOf(network) }),
    startStoreThread: () => new Worker(besideThis('store-thread'), { workerData: setUp }),
  });
}
