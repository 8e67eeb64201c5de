export type * from './backfill/backfill-input.ts';
export * from './backfill/estimate-backfill.ts';
export * from './backfill/execution-name.ts';
export * from './backfill/machine-arn.ts';
export * from './backfill/open-state-machines.ts';
export * from './backfill/state-machines.ts';
export * from './backfill/watch-backfill.ts';
