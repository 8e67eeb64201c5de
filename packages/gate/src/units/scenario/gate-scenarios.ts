import type { GateScenario } from './gate-scenario.ts';

const KB = 1 << 10;
const MB = 1 << 20;

const csv = (files: number, bytesPerFile: number): GateScenario['data'] => ({
  recipe: 'state-vectors',
  files,
  bytesPerFile,
});

/**
 * What is measured of this project, apart from objects in S3. A pair is to take little more than a second where nothing
 * else runs. Starting and warming a process up is half of it at most, the rest are turns: what makes one process slower than
 * another comes and goes within a second, and is averaged by more of them.
 */
export const gateScenarios: readonly GateScenario[] = [
  {
    name: 'csv-simd',
    about: 'four CSV files of 256 KB to Parquet and Avro with simd',
    engine: 'simd',
    data: csv(4, 256 * KB),
    threads: 1,
    warmupPasses: 10,
    turns: 50,
  },
  {
    name: 'json-simd',
    about: 'two NDJSON files of 256 KB to Parquet and Avro with simd',
    engine: 'simd',
    data: { ...csv(2, 256 * KB), format: 'ndjson' },
    threads: 1,
    warmupPasses: 15,
    turns: 60,
  },
  {
    name: 'large-simd',
    about: 'a CSV file of 17 MB to Parquet and Avro with simd in two threads',
    engine: 'simd',
    // Of smaller files simd makes no ranges for several threads.
    data: csv(1, 17 * MB),
    threads: 2,
    warmupPasses: 1,
    turns: 4,
  },
  {
    name: 'csv-wasm-arrow',
    about: 'four CSV files of 64 KB to Parquet and Avro with wasm-arrow',
    engine: 'wasm-arrow',
    data: csv(4, 64 * KB),
    threads: 1,
    warmupPasses: 8,
    turns: 14,
  },
  {
    name: 'csv-sequential',
    about: 'two CSV files of 16 KB to Parquet and Avro with sequential',
    engine: 'sequential',
    data: csv(2, 16 * KB),
    threads: 1,
    warmupPasses: 8,
    turns: 10,
  },
  {
    name: 'csv-worker-pool',
    about: 'two CSV files of 16 KB to Parquet and Avro with worker-pool in two threads',
    engine: 'worker-pool',
    data: csv(2, 16 * KB),
    threads: 2,
    warmupPasses: 5,
    turns: 10,
  },
];
