/** The thread of a lane. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveLane } from '@parquetry/delivery';
import { openHere } from './open-here.ts';
import type { EnginePipelineRequest } from './pipeline-request.ts';

await serveLane(parentPort!, (observe) => openHere(workerData as EnginePipelineRequest, observe));
