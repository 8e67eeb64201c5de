import { Worker } from 'node:worker_threads';
import { type Observe, openLanes, openStores, type Pipeline } from '@parquetry/delivery';
import { openHere, wrapperOf } from './open-here.ts';
import type { EnginePipelineRequest } from './pipeline-request.ts';

const laneFile = new URL(
  import.meta.url.endsWith('.ts') ? './lane-thread.ts' : './lane-thread.js',
  import.meta.url,
);

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
    stores: openStores(request, network && (await wrapperOf(network))),
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
      return new Worker(laneFile, { workerData });
    },
  });
}
