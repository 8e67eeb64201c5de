export { buildBenchBundle } from './build-bench-bundle.ts';
