/** The thread of a lane whose jobs say by their id what is to become of them. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveLane } from '../../src/lanes/serve-lane.ts';
import { fakePipeline } from './fake-pipeline.ts';

await serveLane(parentPort!, async (observe) => {
  const { fault, share } = workerData;
  if (fault !== undefined) throw new Error(fault);
  return fakePipeline(share, 'thread', observe);
});
