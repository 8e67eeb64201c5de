import { deriveClaims, ladder } from '@parquetry/bench/claims';
import type { ClaimsRecord, LineFitRecord, MeasuredCell, RunRecord } from '@parquetry/bench/record';
import { type CellShape, measuredCell } from './measured-cell.ts';
import { plausibleRecord } from './plausible-record.ts';

const SCENARIO = 'claims-report-2025';
const BYTES_PER_FILE = 64e3;

const exact = (value: number) => ({ median: value, low: value, high: value, confidence: 1, samples: 5 });

/** Name, files of the batch, ms per file, connections of the batch. */
const BATCHES = [
  ['original', 50, 300, 151],
  ['pooled', 10, 290, 1],
  ['files-in-parallel', 100, 31, 301],
  ['formats-in-parallel', 10, 180, 31],
  ['cached', 10, 301, 31],
  ['optimized', 500, 17, 34],
  ['optimized-wasm-arrow', 200, 7.1, 34],
  ['optimized-simd', 200, 5.2, 34],
  ['original-10-files', 10, 301, 31],
  ['optimized-10-files', 10, 30, 20],
  ['optimized-50-files', 50, 19, 34],
] as const;

function cellOf(
  [engine, files, msPerFile, connections]: (typeof BATCHES)[number],
  firstSlot: number,
): MeasuredCell {
  const slice = { ofBytes: 500 * BYTES_PER_FILE, ofFiles: 500, because: 'batches differ in size' };
  const shape: CellShape = {
    engine,
    files,
    msPerFile,
    bytesPerFile: BYTES_PER_FILE,
    peakRssBytes: 150e6,
    stages: [0.12, 0.03, 0.04, 0.01, 0.73],
    firstSlot,
    slice: files === 500 ? null : slice,
  };
  const cell = measuredCell(SCENARIO, shape);
  const traffic = {
    requestsPerFile: exact(3 + 1 / files),
    requestsPerFileByOperation: { GetObject: exact(1), PutObject: exact(2), ListObjectsV2: exact(1 / files) },
    retriesPerFile: exact(0),
    connectionsOpened: exact(connections),
    mostConnections: exact(Math.min(34, connections)),
    bytesReadPerFile: exact(64e3),
    bytesWrittenPerFile: exact(40e3),
    cacheHitRate: null,
    serverCpuMsPerRequest: exact(0.3),
  };
  return { ...cell, figures: { ...cell.figures, traffic } };
}

const points = [0, 1, 2, 3, 4].flatMap((round) =>
  [10, 50, 500].map((files) => ({ files, round, wallMs: (210 + 16.6 * files) * (1 + round / 100) })),
);
const fitted = (median: number) => ({
  ...exact(median),
  low: median * 0.95,
  high: median * 1.05,
  confidence: 0.95,
});

const fit: LineFitRecord = {
  scenario: SCENARIO,
  of: 'optimized',
  points,
  interceptMs: fitted(214),
  msPerFile: fitted(16.9),
  bend: { ...fitted(0.01), low: -0.02, high: 0.04 },
  verdict: 'straight',
};

const point = ([contender, files]: (typeof BATCHES)[number]) => ({
  contender,
  rung: contender.replace(/-\d+-files$/, ''),
  files,
  rereads: 0,
});

const inputs: ClaimsRecord['inputs'] = {
  origin: 's3',
  description: '500 files of 9000 in s3://bucket/exports/',
  objects: 9_000,
  bytes: 590e6,
  taken: 500,
  takenBytes: 32e6,
  strata: [
    { fromBytes: 61_000, toBytes: 64_001, objects: 4_500, taken: 250 },
    { fromBytes: 64_001, toBytes: 66_001, objects: 4_500, taken: 250 },
  ],
  seed: 7,
  copies: 0,
};

/** A record as `parquetry claims` leaves it: the retries were not measured, nothing was read again. */
export function recordWithClaims(filesPerMonth: number | null = null): RunRecord {
  const record = plausibleRecord();
  const measurements = BATCHES.map(cellOf);
  const [scenario] = record.scenarios;
  const facts = { ...scenario!, name: SCENARIO, title: 'The ladder of measures', reference: 'original' };
  const store = { kind: 's3', server: 'fauxqs', profile: 'report-2025', manifest: false } as const;
  const claims = deriveClaims(
    { measurements, price: record.price, fits: [fit] },
    {
      scope: 'default',
      rounds: 5,
      rungs: ladder,
      experiments: [{ scenario: SCENARIO, profile: 'report-2025', points: BATCHES.map(point) }],
      codecs: ['sequential', 'duckdb'],
      baseline: { kind: 'original' },
      inputs,
      filesPerMonth,
    },
  );
  return {
    ...record,
    command: 'npx parquetry claims s3://bucket/exports/',
    scenarios: [{ ...facts, store }],
    measurements,
    fits: [fit],
    claims,
  };
}
