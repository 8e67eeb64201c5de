/** The thread that reads and writes the large objects of a pipeline. */
import { parentPort, workerData } from 'node:worker_threads';
import { openStores, serveStore } from '@parquetry/delivery';
import { wrapperOf } from './network-wrapper.ts';
import type { EnginePipelineRequest } from './pipeline-request.ts';

async function serve({ request, network }: EnginePipelineRequest): Promise<void> {
  const stores = openStores(request, { wrapHandler: network && (await wrapperOf(network)) });
  serveStore(parentPort!, stores.store, async () => stores[Symbol.asyncDispose]());
}

void serve(workerData as EnginePipelineRequest);
