export * from './jobs/job.ts';
export * from './jobs/recipe.ts';
export type * from './observe/delivery-event.ts';
export * from './pipeline/pipeline-settings.ts';
