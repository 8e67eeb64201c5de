/** What runs inside a measured process: nothing that only the harness around it needs. */
export { type BenchHandler, createBenchHandler } from './bench-handler.ts';
export type { SampleAnswer, SampleRequest } from './sample-request.ts';
export { serveRequest } from './serve-request.ts';
