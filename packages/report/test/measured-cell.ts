import type { Estimate, MeasuredCell } from '@parquetry/bench/record';

/** How far the samples of a process stray from the cell's typical time, in order. */
const JITTER = [1.012, 0.984, 1.0, 1.047, 0.971];
const PASS_JITTER = [1.02, 0.995, 1.0];
const COVERAGE_OF_FIVE = 0.9375;
const BYTES_PER_MB = 1 << 20;
const STEP_MB = 64;

export const DOLLARS_PER_GB_SECOND = 0.0000166667;
export const PROCESSES = JITTER.length;
export const PASSES = PASS_JITTER.length;

/** Median and whole range of the values: what five samples allow. */
function estimateOf(values: readonly number[]): Estimate {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: sorted[Math.floor(sorted.length / 2)] ?? 0,
    low: sorted[0] ?? 0,
    high: sorted.at(-1) ?? 0,
    confidence: sorted.length === 1 ? 0 : COVERAGE_OF_FIVE,
    samples: sorted.length,
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
  const memoryMb = Math.max(2112, Math.ceil(shape.peakRssBytes / BYTES_PER_MB / STEP_MB) * STEP_MB);
  const gbSeconds = msOf.map((ms) => (ms / 1000) * (memoryMb / 1024));
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
        memoryMb,
        basis: 'the CPU used: 1.18 cores at 1769 MB per vCPU; rounded up to a multiple of 64 MB',
        gbSecondsPerFile: estimateOf(gbSeconds),
        dollarsPerMillionFiles: estimateOf(gbSeconds.map((value) => value * DOLLARS_PER_GB_SECOND * 1e6)),
      },
    },
    versusReference: null,
    bars: [],
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
