/** Serves the fake engines. Runs as a process of its own: `bench-child.js` of a test's bundle imports it. */
import { fileStore } from '@parquetry/core';
import { createBenchHandler, serveRequest } from '../../src/sampling/index.ts';
import { fakeEngine } from './fake-engine.ts';

serveRequest(createBenchHandler(fakeEngine, fileStore()));
