/** The thread that reads and writes the large objects of a beset pipeline. */
import { parentPort, workerData } from 'node:worker_threads';
import { openStores, serveStore } from '@parquetry/delivery';
import { besetHandler } from './beset-handler.ts';
import type { BesetLane } from './open-beset-pipeline.ts';

const lane = workerData as BesetLane;
const stores = openStores(lane.request, { wrapHandler: besetHandler(lane) });
serveStore(parentPort!, stores.store, async () => stores[Symbol.asyncDispose]());
