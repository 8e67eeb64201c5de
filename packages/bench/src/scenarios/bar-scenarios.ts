/**
 * The scenarios whose outcome is a claim: each has its contenders, its conditions and its bars. Every contender is given
 * the schema, writes with the same codec and is verified before it is timed.
 */
import type { Bar } from '../record/bar.ts';
import { atMost, memoryAtMost } from './bars.ts';
import type { FilesScenario, GeneratedScenario, OutputChoice, Scenario, SliceRule } from './scenario.ts';

const KB = 1000;
const MB = 1000 * KB;
const GB = 1000 * MB;

const OURS = 'simd';
const POLARS = 'polars';
const DUCKDB = 'duckdb';
const PEERS = [OURS, POLARS, DUCKDB];

const parquet: OutputChoice = { formats: ['parquet'], parquetCodec: 'snappy', avroCodec: 'snappy' };
const avro: OutputChoice = { ...parquet, formats: ['avro'] };
const both: OutputChoice = { ...parquet, formats: ['parquet', 'avro'] };
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

/** No bars: everybody obeys rules of their own, and the record says whose columns became what. */
export const inferring: GeneratedScenario = {
  name: 'inferring',
  title: '1 million rows whose types nobody is told, one thread',
  question: 'How fast is a file of which nothing is known, and is it read as it was meant?',
  data: millionRowsData,
  sampling: largeSampling,
  slices: wholeForAll,
  engines: PEERS,
  threads: 1,
  output: parquet,
  reference: POLARS,
  typing: 'inferred',
};

type AdverseRecipe = 'decimals' | 'quotes' | 'texts' | 'doubles';

function adverse(name: string, recipe: AdverseRecipe, title: string): GeneratedScenario {
  return {
    name,
    title: `24 MB of ${title}`,
    question: 'Does it hold where the data is made to be hard?',
    data: { recipe, files: 1, bytesPerFile: 24 * MB },
    sampling: { processes: 7, iterations: 5, warmupFiles: 2 },
    slices: wholeForAll,
    engines: PEERS,
    threads: 1,
    output: parquet,
    reference: POLARS,
    bars: timeBars({ polars: 0.9, duckdb: 0.55 }),
  };
}

const realFlights: FilesScenario = {
  name: 'real-flights',
  title: 'Six files about flights, as they were published',
  question: 'Does it hold for data that nobody made up?',
  data: {
    directory: 'flights',
    files: [
      'birdstrikes.csv',
      'bts_ontime_raw_109cols.csv',
      'hflights_2011_227k.csv.gz',
      'nycflights13_weather.csv',
      'ourairports_runways.csv',
      'seattle-weather.csv',
    ],
  },
  sampling: { processes: 7, iterations: 5, warmupFiles: 6 },
  slices: wholeForAll,
  engines: PEERS,
  threads: 1,
  output: parquet,
  reference: POLARS,
  bars: timeBars({ polars: 0.6, duckdb: 0.45 }),
};

const toAvro: GeneratedScenario = {
  name: 'avro',
  title: '1 million rows to Avro, one thread',
  question: 'And to Avro?',
  data: millionRowsData,
  sampling: largeSampling,
  slices: wholeForAll,
  engines: [OURS, POLARS],
  threads: 1,
  output: avro,
  reference: POLARS,
  bars: timeBars({ polars: 0.55 }),
};

const toBoth: GeneratedScenario = {
  ...toAvro,
  name: 'parquet-and-avro',
  title: '1 million rows to Parquet and Avro, one thread',
  question: 'And to both at once?',
  output: both,
  bars: timeBars({ polars: 0.5 }),
};

const ndjson: GeneratedScenario = {
  name: 'ndjson',
  title: '1 million rows of NDJSON, one thread',
  question: 'And from JSON?',
  data: { ...millionRowsData, format: 'ndjson' },
  sampling: largeSampling,
  slices: wholeForAll,
  engines: PEERS,
  threads: 1,
  output: parquet,
  reference: POLARS,
  bars: timeBars({ polars: 0.5, duckdb: 0.6 }),
};

const MOST_MEMORY = 160 * MB;

function memory(name: string, title: string, data: GeneratedScenario['data']): GeneratedScenario {
  return {
    name,
    title,
    question: 'Is memory bounded whatever is converted?',
    data,
    sampling: { processes: 6, iterations: 1, warmupFiles: 0 },
    slices: wholeForAll,
    engines: [OURS],
    threads: 1,
    output: parquet,
    reference: OURS,
    metric: 'peak-rss',
    bars: [memoryAtMost(OURS, MOST_MEMORY)],
  };
}

const stateVectors = (bytesPerFile: number) => ({ recipe: 'state-vectors', files: 1, bytesPerFile }) as const;

/** In the order in which they are run together: short ones first. */
export const barScenarios: readonly Scenario[] = [
  coldStart,
  smallFilesWarm,
  millionRows,
  millionRowsSpeed,
  millionRowsTwoThreads,
  adverse('adverse-decimals', 'decimals', 'numbers without a common scale'),
  adverse('adverse-quotes', 'quotes', 'CRLF, quotes and UTF-8'),
  adverse('adverse-text', 'texts', 'UUIDs and free text'),
  adverse('adverse-doubles', 'doubles', 'exponents and 17 digits'),
  realFlights,
  toAvro,
  toBoth,
  ndjson,
  memory('memory-100mb', 'Memory for 100 MB', stateVectors(100 * MB)),
  memory('memory-wide', 'Memory for 1,000 columns, 200 MB', {
    recipe: 'wide-table',
    files: 1,
    bytesPerFile: 200 * MB,
  }),
  memory('memory-1gb', 'Memory for 1 GB', stateVectors(GB)),
  memory('memory-unique', 'Memory for 1 GB of texts of which none comes twice', {
    recipe: 'unique-strings',
    files: 1,
    bytesPerFile: GB,
  }),
  memory('memory-5gb', 'Memory for 5 GB', stateVectors(5 * GB)),
];
