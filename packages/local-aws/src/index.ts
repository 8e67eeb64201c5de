export type { CpuControl, HostShare } from './functions/environment/environment.ts';
export * from './functions/start-function-host.ts';
export type { ServerCounters } from './server/counters.ts';
export type { Queue, QueueAttributes } from './server/messages.ts';
export type { S3Event, S3EventRecord } from './server/s3-event.ts';
export * from './start-local-aws.ts';
