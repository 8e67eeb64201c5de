export * from './open-engine-pipeline.ts';
export type * from './pipeline-request.ts';
