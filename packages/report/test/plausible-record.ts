import type { Estimate, MeasuredCell, Measurement, RunRecord, ScenarioFacts } from '@parquetry/bench/record';

/** How far the samples of a process stray from the cell's typical time, in order. */
const JITTER = [1.012, 0.984, 1.0, 1.047, 0.971];
const PASS_JITTER = [1.02, 0.995, 1.0];
const COVERAGE_OF_FIVE = 0.9375;
const KB = 1e3;
const MB = 1e6;
const DOLLARS_PER_GB_SECOND = 0.0000166667;
const MEMORY_MB = 1769;

/** Median and whole range of the values: what five samples allow. */
export function estimateOf(values: readonly number[]): Estimate {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: sorted[Math.floor(sorted.length / 2)] ?? 0,
    low: sorted[0] ?? 0,
    high: sorted.at(-1) ?? 0,
    confidence: sorted.length === 1 ? 0 : COVERAGE_OF_FIVE,
    samples: sorted.length,
  };
}

export function scenarioOf(name: string, files: number, bytes: number): ScenarioFacts {
  return {
    name,
    title: files === 1 ? 'one large file' : 'many small files',
    question:
      files === 1 ? 'How fast does one large file go through?' : 'What does each of many small files cost?',
    dataset: {
      description: 'Generated state vectors of aircraft, as OpenSky publishes them.',
      files,
      bytes,
      rows: Math.round(bytes / 128),
      columns: 17,
      sha256: '5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef',
      recipe: 'state-vectors',
      seed: 1,
    },
    plan: { formats: ['parquet', 'avro'], parquetCodec: 'snappy', avroCodec: 'snappy' },
    sampling: { processes: JITTER.length, iterations: PASS_JITTER.length, warmupFiles: 20 },
    reference: 'sequential',
    repeat: `npx parquetry bench --scenario ${name} --engines sequential,worker-pool,wasm-arrow`,
  };
}

export interface CellShape {
  readonly engine: string;
  readonly msPerFile: number;
  readonly bytesPerFile: number;
  readonly files: number;
  readonly peakRssBytes: number;
  /** Shares of read, parse, encode Parquet, encode Avro, write; null for an outside command. */
  readonly stages: readonly [number, number, number, number, number] | null;
  readonly firstSlot: number;
  readonly slice: MeasuredCell['workload']['slice'];
}

/** The same noise for every engine, met in another order. */
function jitterOf({ firstSlot }: CellShape): number[] {
  return JITTER.map((_, index) => JITTER[(index + firstSlot * 2) % JITTER.length] ?? 1);
}

function samplesOf(shape: CellShape): MeasuredCell['samples'] {
  const { stages, files, msPerFile } = shape;
  return jitterOf(shape).map((jitter, round) => ({
    slot: round * 3 + shape.firstSlot,
    round,
    startedAt: new Date(Date.UTC(2025, 10, 21, 9, 30, round * 9 + shape.firstSlot * 3)).toISOString(),
    processStartMs: stages === null ? null : 41 * jitter,
    engineOpenMs: stages === null ? null : 18 * jitter,
    firstFileMs: stages === null ? null : msPerFile * 3.4 * jitter,
    iterations: PASS_JITTER.map((passJitter) => {
      const wallMs = msPerFile * files * jitter * passJitter;
      const [read, parse, parquet, avro, write] = stages ?? [0, 0, 0, 0, 0];
      return {
        wallMs,
        userCpuMs: wallMs * 1.1,
        systemCpuMs: wallMs * 0.08,
        stages:
          stages === null
            ? null
            : {
                readMs: wallMs * read,
                parseMs: wallMs * parse,
                encodeParquetMs: wallMs * parquet,
                encodeAvroMs: wallMs * avro,
                writeMs: wallMs * write,
              },
      };
    }),
    peakRssBytes: shape.peakRssBytes * jitter,
    gc: stages === null ? null : { count: 37, totalMs: 61.5 },
    voluntaryContextSwitches: 1234,
    involuntaryContextSwitches: 56,
    majorPageFaults: 0,
    stealMs: 12,
    loadAverage: 0.71,
  }));
}

/** A measured cell whose figures follow from its samples. */
export function measuredCell(scenario: string, shape: CellShape): MeasuredCell {
  const { engine, files, bytesPerFile, msPerFile, stages, slice } = shape;
  const rowsPerFile = Math.round(bytesPerFile / 128);
  const msOf = JITTER.map((jitter) => msPerFile * jitter);
  const gbSeconds = msOf.map((ms) => (ms / 1000) * (MEMORY_MB / 1024));
  const [read, parse, parquet, avro, write] = stages ?? [0, 0, 0, 0, 0];
  return {
    scenario,
    engine,
    target: 'local',
    status: 'measured',
    workload: { files, inputBytes: bytesPerFile * files, rows: rowsPerFile * files, slice },
    outputBytes: { parquet: bytesPerFile * files * 0.212, avro: bytesPerFile * files * 0.371 },
    verifiedBy: { parquet: 'hyparquet', avro: 'avsc' },
    samples: samplesOf(shape),
    figures: {
      msPerFile: estimateOf(msOf),
      filesPerMinute: estimateOf(msOf.map((ms) => 60_000 / ms)),
      inputBytesPerSecond: estimateOf(msOf.map((ms) => bytesPerFile / (ms / 1000))),
      rowsPerSecond: estimateOf(msOf.map((ms) => rowsPerFile / (ms / 1000))),
      cpuMsPerFile: estimateOf(msOf.map((ms) => ms * 1.18)),
      peakRssBytes: estimateOf(JITTER.map((jitter) => shape.peakRssBytes * jitter)),
      processStartMs: stages === null ? null : estimateOf(JITTER.map((jitter) => 41 * jitter)),
      engineOpenMs: stages === null ? null : estimateOf(JITTER.map((jitter) => 18 * jitter)),
      firstFileMs: stages === null ? null : estimateOf(msOf.map((ms) => ms * 3.4)),
      stagesPerFile:
        stages === null
          ? null
          : {
              readMs: msPerFile * read,
              parseMs: msPerFile * parse,
              encodeParquetMs: msPerFile * parquet,
              encodeAvroMs: msPerFile * avro,
              writeMs: msPerFile * write,
            },
      cost: {
        memoryMb: MEMORY_MB,
        basis: 'Priced at 1769 MB, the size that has one full vCPU.',
        gbSecondsPerFile: estimateOf(gbSeconds),
        dollarsPerMillionFiles: estimateOf(gbSeconds.map((value) => value * DOLLARS_PER_GB_SECOND * 1e6)),
      },
    },
    versusReference: null,
  };
}

type Verdict = NonNullable<MeasuredCell['versusReference']>['verdict'];

/** The cell with a comparison against another cell, per byte of input. */
export function against(reference: MeasuredCell, cell: MeasuredCell, verdict: Verdict): MeasuredCell {
  const ratios = cell.samples.map(
    (_, index) =>
      ((cell.figures.inputBytesPerSecond.median / reference.figures.inputBytesPerSecond.median) *
        (JITTER[(index + 2) % JITTER.length] ?? 1)) /
      (JITTER[index] ?? 1),
  );
  return { ...cell, versusReference: { reference: reference.engine, speedup: estimateOf(ratios), verdict } };
}

function contest(scenario: string, shapes: readonly CellShape[]): MeasuredCell[] {
  const [reference, ...others] = shapes.map((shape) => measuredCell(scenario, shape));
  if (reference === undefined) return [];
  return [reference, ...others.map((cell) => against(reference, cell, 'faster'))];
}

const small = { bytesPerFile: 64 * KB, files: 200, slice: null };
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
    recordVersion: 1,
    id: '20251121T093000-bench-7f3a',
    createdAt: '2025-11-21T09:30:00.000Z',
    finishedAt: '2025-11-21T09:31:42.000Z',
    harness: '0.1.0',
    command: 'npx parquetry bench --seed 1',
    place: 'local · 2 cores · AMD EPYC 7763',
    seed: 1,
    limits: { memoryBytes: 1769 * 1024 * 1024, threads: 2 },
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
      architecture: 'x64',
      region: 'us-east-1',
      asOf: '2025-11-01',
      source: 'AWS Lambda pricing, first tier',
    },
    scenarios: [scenarioOf('small-files', 200, 12.8 * MB), scenarioOf('large-file', 1, 64 * MB)],
    measurements: [...contest('small-files', SMALL_FILES), ...contest('large-file', LARGE_FILE)],
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

/** The record with one cell of each status that has no figures, and an outside command as fourth engine. */
export function recordWithFailures(): RunRecord {
  const record = plausibleRecord();
  const key = { scenario: 'small-files', target: 'local' };
  const reference = record.measurements[0];
  if (reference?.status !== 'measured') throw new Error('the first cell is measured');
  const command = measuredCell('small-files', {
    ...small,
    engine: 'mine',
    msPerFile: 48,
    peakRssBytes: 96 * MB,
    stages: null,
    firstSlot: 3,
  });
  return withCells(record, [
    {
      ...key,
      engine: 'worker-pool',
      status: 'failed',
      error: 'worker 2 ended with exit code 134 (out of memory)',
    },
    {
      ...key,
      engine: 'polars',
      status: 'wrong-output',
      mismatch: 'row 812, column squawk: expected "0042", found 42',
    },
    { ...key, engine: 'duckdb', status: 'unsupported', because: 'it cannot write Avro' },
    against(reference, command, 'slower'),
  ]);
}

export const HOSTILE_NAMES = {
  script: '</script><img src=x onerror=alert(1)>',
  quotes: `"quoted" 'twice' & \`backticked\` \${gone} <!-- <style>`,
  rightToLeft: 'مُحوِّل \u202Ecsv\u2028طويل',
  long: `engine-${'x'.repeat(400)}`,
} as const;

/** The record with names, reasons and commands that try to break out of wherever they are written. */
export function hostileRecord(): RunRecord {
  const text = JSON.stringify(recordWithFailures());
  const names: Readonly<Record<string, string>> = {
    'wasm-arrow': HOSTILE_NAMES.script,
    sequential: HOSTILE_NAMES.quotes,
    polars: HOSTILE_NAMES.rightToLeft,
    mine: HOSTILE_NAMES.long,
    'small-files': `${HOSTILE_NAMES.script} ${HOSTILE_NAMES.rightToLeft}`,
  };
  const renamed: RunRecord = JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'string' ? (names[value] ?? value) : value,
  );
  return {
    ...renamed,
    id: `${HOSTILE_NAMES.script}/../../x`,
    command: `npx parquetry bench ${HOSTILE_NAMES.script} ${HOSTILE_NAMES.quotes}`,
    place: `local · ${HOSTILE_NAMES.script}`,
    warnings: Object.values(HOSTILE_NAMES),
  };
}
