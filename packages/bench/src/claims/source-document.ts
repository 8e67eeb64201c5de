/**
 * Every figure of the document whose claims R1–R8 are: "S3 Data Processing Optimization Report", April 26, 2025. Seconds,
 * dollars and shares as they stand there; a range is [least, most].
 */

export type Range = readonly [number, number];

interface BatchRow {
  readonly files: number;
  readonly originalSeconds: number;
  readonly optimizedSeconds: Range;
  readonly reduction: Range;
}

interface MonthRow {
  readonly files: number;
  readonly originalDollars: number;
  readonly optimizedDollars: number;
  readonly saving: number;
}

const batches: readonly BatchRow[] = [
  { files: 10, originalSeconds: 6, optimizedSeconds: [1, 2], reduction: [0.67, 0.83] },
  { files: 50, originalSeconds: 30, optimizedSeconds: [3, 5], reduction: [0.83, 0.9] },
  { files: 100, originalSeconds: 60, optimizedSeconds: [6, 10], reduction: [0.83, 0.9] },
  { files: 500, originalSeconds: 300, optimizedSeconds: [30, 50], reduction: [0.83, 0.9] },
];

const months: readonly MonthRow[] = [
  { files: 10_000, originalDollars: 5, optimizedDollars: 1, saving: 0.8 },
  { files: 100_000, originalDollars: 50, optimizedDollars: 8, saving: 0.84 },
  { files: 1_000_000, originalDollars: 500, optimizedDollars: 75, saving: 0.85 },
];

export const SOURCE = {
  document: 'S3 Data Processing Optimization Report, April 26, 2025',
  originalSecondsPerFile: [0.5, 0.6] as Range,
  optimizedSecondsPerFile: [0.05, 0.1] as Range,
  timesAsFast: [5, 10] as Range,
  originalFilesPerMinute: 100,
  optimizedFilesPerMinute: 1_000,
  timesTheCapacity: 10,
  timesFewerCalls: [3, 5] as Range,
  timesMoreFiles: 100,
  batches,
  /** Of a file, by the debug timings of the original. */
  stageSeconds: { get: 0.034, readCsv: 0.039, convertParquet: 0.05, put: 0.11 },
  months,
  savings: [0.8, 0.85] as Range,
  dollarsPerGbSecond: 0.0000166667,
  memoryMb: 2_048,
  provisionedConcurrency: 10,
};
