/** Scenarios over objects: each contender is a process that lists a prefix of the embedded S3, converts and writes. */
import type { PipelineSettingsInput } from '@parquetry/delivery';
import { atMost, countAtMost, memoryAtMost } from './bars.ts';
import type {
  GeneratedScenario,
  OutputChoice,
  PipelineSetup,
  S3Choice,
  ScenarioDefinition,
  SliceRule,
} from './scenario.ts';

const KB = 1 << 10;
const MB = 1e6;
const GB = 1e9;

const both: OutputChoice = {
  formats: ['parquet', 'avro'],
  parquetCodec: 'snappy',
  avroCodec: 'snappy',
};
const parquet: OutputChoice = { ...both, formats: ['parquet'] };

const CONCURRENCY = 32;

/** What the pipeline is without any of its measures: our Node re-implementation of a usual function. */
const ORIGINAL: PipelineSettingsInput = {
  s3: { connections: 1, keepAlive: false, attempts: 1 },
  filesInFlight: 1,
  outputsTogether: false,
  resilience: 'none',
  jobAttempts: 1,
};

const OPTIMIZED: PipelineSettingsInput = {
  filesInFlight: CONCURRENCY,
  s3: { connections: CONCURRENCY },
};

const LEAN: PipelineSettingsInput = { ...OPTIMIZED, s3: { connections: CONCURRENCY, client: 'lean' } };

const optimized = (engine: string, more: Partial<PipelineSetup> = {}): PipelineSetup => ({
  engine,
  settings: OPTIMIZED,
  ...more,
});

const firstFiles = (maxFiles: number): SliceRule => ({
  maxFiles,
  maxBytes: Number.MAX_SAFE_INTEGER,
  because: 'to keep a run short',
});

const SMALL_FILES = 500;
/** A listing has 1,000 objects on a page. */
const PAGES = 1;
const requestsPerFile = (outputs: number) => 1 + outputs + PAGES / SMALL_FILES;

/** The name of the best engine in the optimized pipeline. */
const OURS = 'simd';
const OURS_PARQUET = 'simd-parquet';
const ORIGINAL_NAME = 'original';

interface SmallFiles {
  readonly name: string;
  readonly title: string;
  readonly profile: string;
  readonly pipelines: S3Choice['pipelines'];
  readonly originalFiles: number;
  readonly bars: ScenarioDefinition['bars'];
}

const countedBars = [
  countAtMost(OURS, 'requests-per-file', requestsPerFile(2)),
  countAtMost(OURS, 'connections', CONCURRENCY + 2),
];

const atLeastTimesAsFast = (times: number) => atMost(OURS, 'time', 1 / times, ORIGINAL_NAME);

const engines: S3Choice['pipelines'] = {
  [ORIGINAL_NAME]: { engine: 'sequential', settings: ORIGINAL },
  sequential: optimized('sequential'),
  'worker-pool': optimized('worker-pool'),
  'wasm-arrow': optimized('wasm-arrow'),
  [OURS]: optimized(OURS),
};

const smallFiles = ({
  name,
  title,
  profile,
  pipelines,
  originalFiles,
  bars,
}: SmallFiles): GeneratedScenario => ({
  name,
  title: `${SMALL_FILES} objects of 64 KB, ${title}`,
  question: 'How many small objects does a pipeline convert in a minute?',
  data: { recipe: 'state-vectors', files: SMALL_FILES, bytesPerFile: 64 * KB },
  sampling: { processes: 7, iterations: 1, warmupFiles: 150 },
  slices: {
    engines: {
      [ORIGINAL_NAME]: firstFiles(originalFiles),
      sequential: firstFiles(100),
      'worker-pool': firstFiles(100),
    },
  },
  engines: Object.keys(pipelines),
  threads: 2,
  output: both,
  reference: ORIGINAL_NAME,
  store: { kind: 's3', profile, pipelines },
  ...(bars && { bars }),
});

const s3SmallFiles = smallFiles({
  name: 's3-small-files',
  title: 'no network between',
  profile: 'none',
  pipelines: {
    ...engines,
    'simd-2-threads': optimized(OURS, { inLanes: true }),
    'simd-lean': { engine: OURS, settings: LEAN },
    [OURS_PARQUET]: optimized(OURS, { formats: ['parquet'] }),
    // With lanes in place of threads of its own it takes as long, with one thread longer.
    duckdb: optimized('duckdb', { formats: ['parquet'], staged: true }),
    'requests-alone': optimized(OURS, { probe: 'requests' }),
    'requests-alone-lean': { engine: OURS, settings: LEAN, probe: 'requests' },
  },
  originalFiles: 50,
  bars: [
    atLeastTimesAsFast(8),
    atMost(OURS_PARQUET, 'time', 1 / 1.3, 'duckdb'),
    ...countedBars,
    countAtMost(OURS_PARQUET, 'requests-per-file', requestsPerFile(1)),
  ],
});

const s3SmallFilesSameRegion = smallFiles({
  name: 's3-small-files-same-region',
  title: 'in the same region',
  profile: 'same-region',
  pipelines: engines,
  originalFiles: 30,
  bars: countedBars,
});

const s3SmallFilesReport = smallFiles({
  name: 's3-small-files-report-2025',
  title: 'as far away as in the report of 2025',
  profile: 'report-2025',
  pipelines: engines,
  originalFiles: 20,
  bars: [atLeastTimesAsFast(10), ...countedBars],
});

const ALONE = ['download-alone', 'convert-alone', 'upload-alone'];

const s3LargeFile: GeneratedScenario = {
  name: 's3-large-file',
  title: 'One object of 1 GB',
  question: 'Does a large object take longer than the slowest part of its way?',
  data: { recipe: 'state-vectors', files: 1, bytesPerFile: GB },
  sampling: { processes: 6, iterations: 1, warmupFiles: 0 },
  slices: { engines: {} },
  engines: [OURS, ...ALONE],
  threads: 1,
  output: parquet,
  reference: OURS,
  store: {
    kind: 's3',
    profile: 'none',
    pipelines: {
      [OURS]: { engine: OURS },
      'download-alone': { engine: OURS, probe: 'download' },
      'convert-alone': { engine: OURS, probe: 'convert' },
      'upload-alone': { engine: OURS, probe: 'upload' },
    },
  },
  bars: [atMost(OURS, 'time', 1.25, ALONE), memoryAtMost(OURS, 256 * MB)],
};

/** Contenders of one pipeline on more and more objects. */
const sizes = (series: string, counts: readonly number[], setup: PipelineSetup) =>
  counts.map((files) => ({ series, name: `${series}-${files}`, files, setup }));

const scaled = [
  ...sizes(OURS, [50, 100, 200, 500, 1_000, 2_000, 5_000], optimized(OURS)),
  ...sizes(ORIGINAL_NAME, [50, 100, 200], { engine: 'sequential', settings: ORIGINAL }),
];

const s3Scaling: GeneratedScenario = {
  name: 's3-scaling',
  title: '50 to 5,000 objects of 16 KB',
  question: 'Does the time grow in proportion to the number of objects?',
  data: { recipe: 'state-vectors', files: 5_000, bytesPerFile: 16 * KB },
  sampling: { processes: 6, iterations: 1, warmupFiles: 500 },
  slices: {
    engines: Object.fromEntries(
      scaled.map(({ name, files }) => [
        name,
        { ...firstFiles(files), because: 'times are fitted over the number of objects' },
      ]),
    ),
  },
  engines: scaled.map(({ name }) => name),
  threads: 1,
  output: parquet,
  reference: `${ORIGINAL_NAME}-200`,
  store: {
    kind: 's3',
    profile: 'none',
    pipelines: Object.fromEntries(scaled.map(({ name, setup }) => [name, setup])),
    series: Object.fromEntries(
      [OURS, ORIGINAL_NAME].map((series) => [
        series,
        scaled.filter((one) => one.series === series).map(({ name }) => name),
      ]),
    ),
  },
};

/** In the order in which they are run together. */
export const s3Scenarios: readonly GeneratedScenario[] = [
  s3SmallFiles,
  s3SmallFilesSameRegion,
  s3SmallFilesReport,
  s3LargeFile,
  s3Scaling,
];
