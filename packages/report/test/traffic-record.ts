import type { MeasuredCell, RunRecord } from '@parquetry/bench/record';
import { measuredCell } from './measured-cell.ts';
import { plausibleRecord, small } from './plausible-record.ts';

const exact = (value: number) => ({ median: value, low: value, high: value, confidence: 0.98, samples: 5 });

interface TrafficShape {
  readonly engine: string;
  readonly msPerFile: number;
  readonly requests: Readonly<Record<string, number>>;
  readonly probe?: string;
  readonly client?: string;
}

function cellOf(
  { engine, msPerFile, requests, probe, client }: TrafficShape,
  firstSlot: number,
): MeasuredCell {
  const shape = { ...small, engine, msPerFile, peakRssBytes: 200e6, stages: null, firstSlot };
  const cell = measuredCell('s3-small-files', shape);
  const all = Object.values(requests).reduce((sum, one) => sum + one, 0);
  const traffic = {
    requestsPerFile: exact(all),
    requestsPerFileByOperation: Object.fromEntries(
      Object.entries(requests).map(([operation, value]) => [operation, exact(value)]),
    ),
    retriesPerFile: exact(0),
    connectionsOpened: exact(32),
    mostConnections: exact(32),
    bytesReadPerFile: exact(64e3),
    bytesWrittenPerFile: exact(12e3),
    cacheHitRate: probe === undefined ? exact(0.2) : null,
    serverCpuMsPerRequest: exact(0.3),
  };
  return {
    ...cell,
    pipeline: {
      engine: 'simd',
      threads: 1,
      staged: engine === 'duckdb',
      ...(engine === 'duckdb' && { formats: ['parquet'] }),
      settings: client === undefined ? {} : { s3: { client } },
    },
    ...(probe !== undefined && { probe }),
    figures: { ...cell.figures, traffic },
  };
}

const usual = { GetObject: 1, PutObject: 2, ListObjectsV2: 0.002 };

/** A record of a scenario over objects, with probes, and a line through times. */
export function recordWithTraffic(): RunRecord {
  const record = plausibleRecord();
  const [scenario] = record.scenarios;
  const cells = [
    { engine: 'simd', msPerFile: 3, requests: usual },
    { engine: 'simd-lean', msPerFile: 2, requests: usual, client: 'lean' },
    { engine: 'duckdb', msPerFile: 4, requests: { GetObject: 1, PutObject: 1, ListObjectsV2: 0.002 } },
    { engine: 'requests-alone', msPerFile: 1.5, requests: usual, probe: 'reads and writes' },
  ].map(cellOf);
  return {
    ...record,
    scenarios: [
      {
        ...scenario!,
        name: 's3-small-files',
        reference: 'duckdb',
        store: { kind: 's3', server: 'fauxqs', profile: 'report-2025', manifest: false },
      },
    ],
    measurements: cells,
    fits: [
      {
        scenario: 's3-small-files',
        of: 'simd',
        points: [1, 2].flatMap((round) =>
          [50, 500, 5_000].map((files) => ({ files, round, wallMs: 21 + 2.5 * files })),
        ),
        interceptMs: exact(21),
        msPerFile: exact(2.5),
        bend: exact(0.012),
        verdict: 'straight',
      },
    ],
  };
}
