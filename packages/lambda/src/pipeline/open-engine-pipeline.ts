import { Worker } from 'node:worker_threads';
import { type Observe, openLanes, openStores, type Pipeline } from '@parquetry/delivery';
import { wrapperOf } from './network-wrapper.ts';
import { openHere } from './open-here.ts';
import type { EnginePipelineRequest } from './pipeline-request.ts';
import { besideThis } from './thread-file.ts';

/** Engines by name, S3 by settings, in as many threads as the settings say. */
export async function openEnginePipeline(
  setUp: EnginePipelineRequest,
  observe: Observe = () => {},
): Promise<Pipeline> {
  const { request } = setUp;
  const { threads } = request.settings;
  if (threads === 1) return await openHere(setUp, observe);
  let started = 0;
  const { network } = setUp;
  return await openLanes(request, {
    stores: openStores(request, { wrapHandler: network && (await wrapperOf(network)) }),
    threads,
    observe,
    start: (share) => {
      started += 1;
      const workerData: EnginePipelineRequest = {
        ...setUp,
        request: share,
        // Each thread has its own chances.
        ...(network && { network: { ...network, seed: network.seed + started } }),
      };
      return new Worker(besideThis('lane-thread'), { workerData });
    },
  });
}
