/** The thread of a lane of a beset pipeline. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveLane } from '@parquetry/delivery';
import { type BesetLane, openBesetLane } from './open-beset-pipeline.ts';

await serveLane(parentPort!, (observe) => openBesetLane(workerData as BesetLane, observe));
