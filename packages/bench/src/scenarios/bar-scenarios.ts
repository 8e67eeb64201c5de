/**
 * The scenarios whose outcome is a claim: each has its contenders, its conditions and its bars. Every contender is given
 * the schema, writes with the same codec and is verified before it is timed.
 */
import type { Bar } from '../record/run-record.ts';
import { atMost } from './bars.ts';
import type { GeneratedScenario, OutputChoice, SliceRule } from './scenario.ts';

const KB = 1000;
const MB = 1000 * KB;

const OURS = 'simd';
const POLARS = 'polars';
const DUCKDB = 'duckdb';
const PEERS = [OURS, POLARS, DUCKDB];

const parquet: OutputChoice = { formats: ['parquet'], parquetCodec: 'snappy', avroCodec: 'snappy' };
const fastParquet: OutputChoice = { ...parquet, prefer: 'speed' };

const wholeForAll = { engines: {} };
const ROW_ENGINE_SLICE: SliceRule = {
  maxFiles: Number.MAX_SAFE_INTEGER,
  maxBytes: 3 * MB,
  because: 'the whole would take it minutes',
};

/** Ours takes at most this share of a peer's time. */
const timeBars = (limits: { readonly polars?: number; readonly duckdb?: number }): Bar[] =>
  Object.entries(limits).map(([peer, limit]) => atMost(OURS, 'time', limit, peer));

const millionRowsData = { recipe: 'state-vectors', files: 1, rowsPerFile: 1_000_000 } as const;
/** A first file and a further one warm a process up before it is timed. */
const largeSampling = { processes: 7, iterations: 3, warmupFiles: 1 };

const millionRows: GeneratedScenario = {
  name: 'million-rows',
  title: '1 million rows, one thread',
  question: 'How much faster is one large file converted than by the native libraries?',
  data: millionRowsData,
  sampling: largeSampling,
  slices: { engines: { sequential: ROW_ENGINE_SLICE } },
  engines: [...PEERS, 'wasm-arrow', 'sequential'],
  threads: 1,
  output: parquet,
  reference: POLARS,
  bars: [
    ...timeBars({ polars: 0.42, duckdb: 0.28 }),
    atMost(OURS, 'time', 1 / 3, 'wasm-arrow'),
    atMost(OURS, 'time', 1 / 100, 'sequential'),
    atMost(OURS, 'output-bytes', 1, POLARS),
    atMost(OURS, 'output-bytes', 1, DUCKDB),
  ],
};

const millionRowsSpeed: GeneratedScenario = {
  name: 'million-rows-speed',
  title: '1 million rows, one thread, speed before size',
  question: 'And when the file may be a little larger?',
  data: millionRowsData,
  sampling: largeSampling,
  slices: wholeForAll,
  engines: PEERS,
  threads: 1,
  output: fastParquet,
  reference: POLARS,
  bars: [...timeBars({ polars: 0.32, duckdb: 0.21 }), atMost(OURS, 'output-bytes', 1.05, POLARS)],
};

const millionRowsTwoThreads: GeneratedScenario = {
  name: 'million-rows-2-threads',
  title: '1 million rows, two threads',
  question: 'Does it still hold when everyone has two threads?',
  data: millionRowsData,
  sampling: largeSampling,
  slices: wholeForAll,
  engines: PEERS,
  threads: 2,
  output: parquet,
  reference: POLARS,
  bars: timeBars({ polars: 0.42, duckdb: 0.27 }),
};

const smallFilesWarm: GeneratedScenario = {
  name: 'small-files-warm',
  title: '300 files of 58 kB in a warm process, one thread',
  question: 'What does one more small file cost?',
  data: { recipe: 'state-vectors', files: 300, bytesPerFile: 58 * KB },
  sampling: { processes: 9, iterations: 3, warmupFiles: 100 },
  slices: wholeForAll,
  engines: PEERS,
  threads: 1,
  output: parquet,
  reference: POLARS,
  bars: timeBars({ polars: 0.18, duckdb: 0.2 }),
};

const coldStart: GeneratedScenario = {
  name: 'cold-start',
  title: 'From starting a process to its first converted file of 58 kB',
  question: 'What does a function pay that converts one file and ends?',
  data: { recipe: 'state-vectors', files: 1, bytesPerFile: 58 * KB },
  sampling: { processes: 25, iterations: 1, warmupFiles: 0 },
  slices: wholeForAll,
  engines: PEERS,
  threads: 1,
  output: parquet,
  reference: POLARS,
  metric: 'first-file',
  bars: [atMost(OURS, 'first-file', 0.7, POLARS), atMost(OURS, 'first-file', 0.35, DUCKDB)],
};

export const barScenarios: readonly GeneratedScenario[] = [
  millionRows,
  millionRowsSpeed,
  millionRowsTwoThreads,
  smallFilesWarm,
  coldStart,
];
