import { Worker } from 'node:worker_threads';
import {
  type Observe,
  openLanes,
  openPipeline,
  type Pipeline,
  type PipelineRequest,
} from '@parquetry/delivery';
import { loadContender } from '../load-contender.ts';
import { type BesetThread, besetHandler } from './beset-handler.ts';

/** What a lane of a beset pipeline is given. */
export interface BesetLane extends BesetThread {
  readonly request: PipelineRequest;
}

const LANE_THREAD = new URL('./lane-thread.ts', import.meta.url);
const STORE_THREAD = new URL('./store-thread.ts', import.meta.url);

/** Apart from the seeds of lanes. */
const STORE_SEEDS = 1000;

/** In the calling thread, with another for large objects. */
export async function openBesetLane(lane: BesetLane, observe: Observe): Promise<Pipeline> {
  return await openPipeline(lane.request, {
    engine: await loadContender(lane.order.engine),
    observe,
    wrapHandler: besetHandler(lane),
    startStoreThread: () =>
      new Worker(STORE_THREAD, { workerData: { ...lane, seed: lane.seed + STORE_SEEDS } }),
  });
}

/** The pipeline that `parquetry run batch` opens, in as many threads, every one of them beset. */
export async function openBesetPipeline(lane: BesetLane, observe: Observe): Promise<Pipeline> {
  const { threads } = lane.request.settings;
  if (threads === 1) return await openBesetLane(lane, observe);
  let started = 0;
  return await openLanes(lane.request, {
    threads,
    observe,
    openHere: (request) => openBesetLane({ ...lane, request }, observe),
    start(request) {
      started += 1;
      const workerData: BesetLane = { ...lane, request, seed: lane.seed + started };
      return new Worker(LANE_THREAD, { workerData });
    },
  });
}
