import type { PipelineSettingsInput } from '@parquetry/delivery';

/**
 * `baseline`: what the document calls the original. `alone`: one measure on top of it. `together`: all measures, with the
 * codecs held fixed. `engine`: the same with better codecs, which the document does not speak of: no verdict rests on it.
 */
export type RungKind = 'baseline' | 'alone' | 'together' | 'engine';

export interface Rung {
  readonly name: string;
  readonly title: string;
  /** What is different from the baseline, in words. */
  readonly what: string;
  readonly kind: RungKind;
  readonly engine: string;
  readonly settings: PipelineSettingsInput;
}

const MIB = 1 << 20;
const FILES_IN_FLIGHT = 32;
/** Two for whatever is not a file. */
const CONNECTIONS = FILES_IN_FLIGHT + 2;

/** One after the other, each request on a connection of its own, tried once. */
const ORIGINAL: PipelineSettingsInput = {
  s3: { connections: 1, keepAlive: false, attempts: 1 },
  filesInFlight: 1,
  outputsTogether: false,
  cacheBytes: 0,
  resilience: 'none',
  jobAttempts: 1,
};

const cached: PipelineSettingsInput = { cacheBytes: 256 * MIB };
const retried: PipelineSettingsInput = { resilience: 'full', jobAttempts: 4 };

/** The steps from the original to the optimized pipeline. */
export function ladder(threads: number): readonly Rung[] {
  const parallel: PipelineSettingsInput = { filesInFlight: FILES_IN_FLIGHT, threads };
  const together: PipelineSettingsInput = {
    ...ORIGINAL,
    ...parallel,
    ...cached,
    ...retried,
    outputsTogether: true,
    s3: { connections: CONNECTIONS, keepAlive: true, attempts: 3 },
  };
  return [
    {
      name: 'original',
      title: 'Original',
      what: 'our Node re-implementation: one file after the other, a new connection for each call, nothing cached, nothing tried again',
      kind: 'baseline',
      engine: 'sequential',
      settings: ORIGINAL,
    },
    {
      name: 'pooled',
      title: 'Pooled connections',
      what: 'connections stay open and are used again',
      kind: 'alone',
      engine: 'sequential',
      settings: { ...ORIGINAL, s3: { ...ORIGINAL.s3, keepAlive: true } },
    },
    {
      name: 'files-in-parallel',
      title: 'Files in parallel',
      what: `${FILES_IN_FLIGHT} files at once, in ${threads === 1 ? 'one thread' : `${threads} threads`}`,
      kind: 'alone',
      engine: 'sequential',
      settings: { ...ORIGINAL, ...parallel, s3: { ...ORIGINAL.s3, connections: CONNECTIONS } },
    },
    {
      name: 'formats-in-parallel',
      title: 'Formats in parallel',
      what: 'Parquet and Avro are made by threads of their own and sent at once',
      kind: 'alone',
      engine: 'worker-pool',
      settings: { ...ORIGINAL, outputsTogether: true, s3: { ...ORIGINAL.s3, connections: 2 } },
    },
    {
      name: 'cached',
      title: 'LRU cache',
      what: 'what was read is kept, up to 256 MiB',
      kind: 'alone',
      engine: 'sequential',
      settings: { ...ORIGINAL, ...cached },
    },
    {
      name: 'retrying',
      title: 'Retries',
      what: 'requests and files that fail for a while are tried again',
      kind: 'alone',
      engine: 'sequential',
      settings: { ...ORIGINAL, ...retried, s3: { ...ORIGINAL.s3, attempts: 3 } },
    },
    {
      name: 'optimized',
      title: 'Optimized',
      what: 'all of these together, with the codecs of the original',
      kind: 'together',
      engine: 'worker-pool',
      settings: together,
    },
    {
      name: 'optimized-wasm-arrow',
      title: 'Optimized, wasm-arrow',
      what: 'all of these, and the engine wasm-arrow',
      kind: 'engine',
      engine: 'wasm-arrow',
      settings: together,
    },
    {
      name: 'optimized-simd',
      title: 'Optimized, simd',
      what: 'all of these, and the engine simd',
      kind: 'engine',
      engine: 'simd',
      settings: together,
    },
  ];
}

export const BASELINE = 'original';
export const OPTIMIZED = 'optimized';
