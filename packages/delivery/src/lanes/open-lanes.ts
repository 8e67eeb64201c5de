import type { Worker } from 'node:worker_threads';
import type { Observe } from '../observe/delivery-event.ts';
import type { PipelineStores } from '../pipeline/open-stores.ts';
import { type Pipeline, type PipelineRequest, sumUsage } from '../pipeline/pipeline.ts';
import { Lane } from './lane.ts';

export interface LaneOptions {
  /** Of the calling thread, for listing and keeping account; closed with the lanes. */
  readonly stores: PipelineStores;
  readonly threads: number;
  /** Starts a thread that serves a lane with its share of the request; see {@link serveLane}. */
  readonly start: (share: PipelineRequest) => Worker;
  readonly observe: Observe;
}

const part = (whole: number, threads: number) => Math.max(1, Math.floor(whole / threads));

/** What each of so many threads may use, so that all of them together keep within the request. */
export function shareRequest(request: PipelineRequest, threads: number): PipelineRequest {
  const { settings, limits } = request;
  return {
    ...request,
    limits: { threads: 1, memoryBytes: part(limits.memoryBytes, threads) },
    settings: {
      ...settings,
      threads: 1,
      filesInFlight: part(settings.filesInFlight, threads),
      bytesInFlight: part(settings.bytesInFlight, threads),
      cacheBytes: Math.floor(settings.cacheBytes / threads),
      s3: { ...settings.s3, connections: part(settings.s3.connections, threads) },
    },
  };
}

/**
 * A pipeline of several threads: each job goes to the one with the least to do. A thread that ends fails the jobs it had
 * under way with `resource`, and is replaced for those that follow.
 *
 * @throws what the first thread could not be opened for; then none is left running.
 */
export async function openLanes(
  request: PipelineRequest,
  { stores, threads, start, observe }: LaneOptions,
): Promise<Pipeline> {
  const share = shareRequest(request, threads);
  const open = () => new Lane(start(share), observe);
  const lanes = Array.from({ length: threads }, open);
  const closeAll = () => Promise.all(lanes.map((lane) => lane.close()));
  try {
    await Promise.all(lanes.map((lane) => lane.ready()));
  } catch (error) {
    await closeAll();
    await stores[Symbol.asyncDispose]();
    throw error;
  }

  const leastLoaded = (): Lane => {
    const ended = lanes.findIndex((lane) => lane.hasEnded);
    if (ended !== -1) lanes[ended] = open();
    return lanes.reduce((best, lane) => (lane.load < best.load ? lane : best));
  };

  return {
    store: stores.store,
    ...(stores.uploads && { uploads: stores.uploads }),
    settle: (job, signal) => leastLoaded().settle(job, signal),
    async usage() {
      const running = lanes.filter((lane) => !lane.hasEnded);
      const here = { s3: stores.usage(), cache: stores.cacheUsage() };
      return sumUsage([here, ...(await Promise.all(running.map((lane) => lane.usage())))]);
    },
    async [Symbol.asyncDispose]() {
      await closeAll();
      await stores[Symbol.asyncDispose]();
    },
  };
}
