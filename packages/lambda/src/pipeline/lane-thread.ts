/** The thread of a lane. It ends with what it throws, without a top-level `await`, which CommonJS bundles lack. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveLane } from '@parquetry/delivery';
import { openHere } from './open-here.ts';
import type { EnginePipelineRequest } from './pipeline-request.ts';

serveLane(parentPort!, (observe) => openHere(workerData as EnginePipelineRequest, observe));
