/** Gives objects to the fake engines. Runs as a process of its own: `pipeline-child.js` of a test's bundle imports it. */
import { openPipeline } from '@parquetry/delivery';
import { createPipelineHandler, serveRequest, stagedEngine } from '../../src/pipeline/index.ts';
import { fakeEngine } from './fake-engine.ts';

serveRequest(
  createPipelineHandler({
    loadEngine: fakeEngine,
    async openPipeline({ engine, request, stagingDirectory }) {
      const loaded = await fakeEngine(engine);
      return openPipeline(request, {
        engine: stagingDirectory === undefined ? loaded : stagedEngine(loaded, stagingDirectory),
      });
    },
  }),
);
