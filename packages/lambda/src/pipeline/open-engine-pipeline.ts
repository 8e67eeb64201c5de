import { Worker } from 'node:worker_threads';
import { type Observe, openLanes, type Pipeline } from '@parquetry/delivery';
import { openHere } from './open-here.ts';
import type { EnginePipelineRequest } from './pipeline-request.ts';
import { besideThis } from './thread-file.ts';

/** Engines by name, S3 by settings, in as many threads as the settings say. */
export async function openEnginePipeline(
  setUp: EnginePipelineRequest,
  observe: Observe = () => {},
): Promise<Pipeline> {
  const { request, network } = setUp;
  const { threads } = request.settings;
  if (threads === 1) return await openHere(setUp, observe);
  let started = 0;
  return await openLanes(request, {
    threads,
    observe,
    openHere: (share) => openHere({ ...setUp, request: share }, observe),
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
