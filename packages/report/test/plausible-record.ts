import type {
  Estimate,
  JudgedBar,
  MeasuredCell,
  Measurement,
  RunRecord,
  ScenarioFacts,
} from '@parquetry/bench/record';
import {
  against,
  type CellShape,
  DOLLARS_PER_GB_SECOND,
  measuredCell,
  PASSES,
  PROCESSES,
} from './measured-cell.ts';

const KB = 1e3;
const MB = 1e6;

function scenarioOf(name: string, files: number, bytes: number): ScenarioFacts {
  return {
    name,
    title: files === 1 ? 'one large file' : 'many small files',
    question:
      files === 1 ? 'How fast does one large file go through?' : 'What does each of many small files cost?',
    dataset: {
      description: 'Generated state vectors of aircraft, as OpenSky publishes them.',
      format: 'CSV',
      files,
      bytes,
      rows: Math.round(bytes / 128),
      columns: 17,
      sha256: '5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef',
      recipe: 'state-vectors',
      seed: 1,
    },
    plan: { formats: ['parquet', 'avro'], parquetCodec: 'snappy', avroCodec: 'snappy' },
    sampling: { processes: PROCESSES, iterations: PASSES, warmupFiles: 20 },
    limits: { memoryBytes: 1769 * 1024 * 1024, threads: 2 },
    reference: 'sequential',
    metric: 'time',
    typing: 'given',
    store: { kind: 'files' },
    repeat: `npx parquetry bench --scenario ${name} --engines sequential,worker-pool,wasm-arrow`,
  };
}

function contest(scenario: string, shapes: readonly CellShape[]): MeasuredCell[] {
  const [reference, ...others] = shapes.map((shape) => measuredCell(scenario, shape));
  if (reference === undefined) return [];
  return [reference, ...others.map((cell) => against(reference, cell, 'faster'))];
}

export const small = { bytesPerFile: 64 * KB, files: 200, slice: null };
const large = { bytesPerFile: 64 * MB, files: 1, slice: null };
const eighth = {
  bytesPerFile: 8 * MB,
  files: 1,
  slice: { ofBytes: 64 * MB, ofFiles: 1, because: 'the baseline holds every row in memory' },
};

const SMALL_FILES: readonly CellShape[] = [
  {
    ...small,
    engine: 'sequential',
    msPerFile: 19.8,
    peakRssBytes: 171 * MB,
    stages: [0.02, 0.31, 0.42, 0.19, 0.04],
    firstSlot: 0,
  },
  {
    ...small,
    engine: 'worker-pool',
    msPerFile: 11.6,
    peakRssBytes: 298 * MB,
    stages: [0.03, 0.55, 0.73, 0.36, 0.06],
    firstSlot: 1,
  },
  {
    ...small,
    engine: 'wasm-arrow',
    msPerFile: 1.39,
    peakRssBytes: 148 * MB,
    stages: [0.09, 0.33, 0.24, 0.16, 0.11],
    firstSlot: 2,
  },
];

const LARGE_FILE: readonly CellShape[] = [
  {
    ...eighth,
    engine: 'sequential',
    msPerFile: 2130,
    peakRssBytes: 912 * MB,
    stages: [0.01, 0.33, 0.44, 0.19, 0.01],
    firstSlot: 0,
  },
  {
    ...eighth,
    engine: 'worker-pool',
    msPerFile: 1890,
    peakRssBytes: 1180 * MB,
    stages: [0.01, 0.38, 0.5, 0.44, 0.01],
    firstSlot: 1,
  },
  {
    ...large,
    engine: 'wasm-arrow',
    msPerFile: 1060,
    peakRssBytes: 402 * MB,
    stages: [0.04, 0.4, 0.3, 0.18, 0.05],
    firstSlot: 2,
  },
];

/** A record as a run of three engines on two scenarios leaves it. */
export function plausibleRecord(): RunRecord {
  return {
    recordVersion: 3,
    id: '20251121T093000-bench-7f3a',
    createdAt: '2025-11-21T09:30:00.000Z',
    finishedAt: '2025-11-21T09:31:42.000Z',
    harness: '0.1.0',
    command:
      'npx parquetry bench --engines sequential,worker-pool,wasm-arrow --scenario small-files,large-file --seed 1',
    place: 'local · 2 cores · AMD EPYC 7763',
    seed: 1,
    environment: {
      cpuModel: 'AMD EPYC 7763 64-Core Processor',
      cores: 2,
      cpuQuotaCores: null,
      memoryBytes: 8.3e9,
      memoryLimitBytes: null,
      architecture: 'x64',
      platform: 'linux',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      kernel: '6.1.0-18-amd64',
      nodeVersion: '24.21.0',
      v8Version: '13.6.233.17',
      execArgv: ['--expose-gc'],
      nodeOptions: '',
      uvThreadpoolSize: '',
      lockfileSha256: 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9',
      bundleSha256: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
      gitCommit: '9fceb02d0ae598e95dc970b74767f19372d61af8',
      gitDirty: false,
    },
    price: {
      dollarsPerGbSecond: DOLLARS_PER_GB_SECOND,
      architecture: 'x86_64',
      region: 'us-east-1',
      asOf: '2025-11-01',
      source: 'https://aws.amazon.com/lambda/pricing/, first tier',
    },
    scenarios: [scenarioOf('small-files', 200, 12.8 * MB), scenarioOf('large-file', 1, 64 * MB)],
    measurements: [...contest('small-files', SMALL_FILES), ...contest('large-file', LARGE_FILE)],
    fits: [],
    warnings: ['worker-pool on small-files: the slowest process took 1.08 times the median'],
  };
}

/** The record with other cells in place of those of the same engine and scenario. */
export function withCells(record: RunRecord, cells: readonly Measurement[]): RunRecord {
  const replaced = (cell: Measurement) =>
    cells.find(({ engine, scenario }) => engine === cell.engine && scenario === cell.scenario) ?? cell;
  const kept = record.measurements.map(replaced);
  return { ...record, measurements: [...kept, ...cells.filter((cell) => !kept.includes(cell))] };
}

const HELD: Estimate = { median: 0.31, low: 0.29, high: 0.33, confidence: 0.984, samples: 7 };

const SIZE: Estimate = { ...HELD, median: 0.971, low: 0.971, high: 0.971, confidence: 1 };
const MEMORY: Estimate = { ...HELD, median: 92e6, low: 91e6, high: 99e6 };

/** The record with bars of every verdict about wasm-arrow. */
export function recordWithBars(): RunRecord {
  const record = plausibleRecord();
  const bars: JudgedBar[] = [
    { of: 'wasm-arrow', metric: 'time', limit: 0.42, against: 'polars', verdict: 'holds', found: HELD },
    { of: 'wasm-arrow', metric: 'time', limit: 0.28, against: 'duckdb', verdict: 'fails', found: HELD },
    {
      of: 'wasm-arrow',
      metric: 'first-file',
      limit: 0.3,
      against: 'polars',
      verdict: 'undecided',
      found: HELD,
    },
    { of: 'wasm-arrow', metric: 'output-bytes', limit: 1, against: 'polars', verdict: 'holds', found: SIZE },
    { of: 'wasm-arrow', metric: 'peak-rss', limit: 160e6, against: null, verdict: 'holds', found: MEMORY },
    {
      of: 'wasm-arrow',
      metric: 'time',
      limit: 0.5,
      against: 'mine',
      verdict: 'not-judged',
      because: 'mine is failed',
    },
  ];
  const cells = record.measurements.map((cell) =>
    cell.status === 'measured' && cell.engine === 'wasm-arrow' && cell.scenario === 'small-files'
      ? { ...cell, bars }
      : cell,
  );
  return { ...record, measurements: cells };
}
