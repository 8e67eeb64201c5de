export type { ServerCounters } from './server/counters.ts';
export * from './start-local-aws.ts';
