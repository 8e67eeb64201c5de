/** What runs inside a measured process of a scenario on a store. */
export { serveRequest } from '../sampling/serve-request.ts';
export type { PipelineSetUp, PipelineTools } from './open-for.ts';
export { createPipelineHandler, type PipelineHandler } from './pipeline-handler.ts';
export type {
  PipelineSampleAnswer,
  PipelineSampleRequest,
  PipelineTurnsRequest,
} from './pipeline-request.ts';
export { PipelineTurns } from './pipeline-turns.ts';
export { stagedEngine } from './staged-engine.ts';
