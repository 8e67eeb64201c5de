import { wallMsOf } from '../figures/reduce-samples.ts';
import type { Estimate } from '../record/estimate.ts';
import type { MeasuredCell, Measurement, Sample } from '../record/run-record.ts';
import { type RoundValue, ratioOfRounds } from '../statistics/compare-rounds.ts';
import { estimateMedian } from '../statistics/estimate-median.ts';
import { median } from '../statistics/median.ts';

/** What became of one pipeline on batches of one size. */
export type MeasuredPoint = Pick<MeasuredCell, 'samples' | 'workload' | 'figures'>;

/** The cells of a record, by scenario and contender. */
export class MeasuredPoints {
  readonly #cells: readonly Measurement[];

  constructor(cells: readonly Measurement[]) {
    this.#cells = cells;
  }

  find(scenario: string, contender: string): MeasuredPoint | undefined {
    const cell = this.#cell(scenario, contender);
    return cell?.status === 'measured' ? cell : undefined;
  }

  /** Why there is no figure, in words. */
  whyMissing(scenario: string, contender: string): string {
    const cell = this.#cell(scenario, contender);
    switch (cell?.status) {
      case undefined:
        return 'not part of this run';
      case 'measured':
        return '';
      case 'unsupported':
        return cell.because;
      case 'wrong-output':
        return `wrong output: ${cell.mismatch}`;
      case 'failed':
        return cell.error;
      default:
        return cell satisfies never;
    }
  }

  #cell(scenario: string, contender: string): Measurement | undefined {
    return this.#cells.find((cell) => cell.scenario === scenario && cell.engine === contender);
  }
}

const ofRounds = ({ samples }: MeasuredPoint, value: (sample: Sample) => number): RoundValue[] =>
  samples.map((sample) => ({ round: sample.round, value: value(sample) }));

const cpuMsOf = ({ iterations }: Sample): number =>
  median(iterations.map(({ userCpuMs, systemCpuMs }) => userCpuMs + systemCpuMs));

/** Wall time of the whole batch. */
export const batchMs = (point: MeasuredPoint): RoundValue[] => ofRounds(point, wallMsOf);

export const fileMs = (point: MeasuredPoint): RoundValue[] =>
  ofRounds(point, (sample) => wallMsOf(sample) / point.workload.files);

/** Something of each round that follows from the wall and the CPU time of a file. */
export const fromFileTimes = (
  point: MeasuredPoint,
  value: (time: { wallMs: number; cpuMs: number }) => number,
): RoundValue[] => {
  const { files } = point.workload;
  return ofRounds(point, (sample) =>
    value({ wallMs: wallMsOf(sample) / files, cpuMs: cpuMsOf(sample) / files }),
  );
};

export const estimateRounds = (values: readonly RoundValue[]): Estimate =>
  estimateMedian(values.map(({ value }) => value));

/** How many times as fast, round by round. */
export const timesAsFast = (
  subject: MeasuredPoint | undefined,
  baseline: MeasuredPoint | undefined,
): Estimate | undefined =>
  subject && baseline ? ratioOfRounds(fileMs(baseline), fileMs(subject)) : undefined;

/** By how much less, round by round: 0.8 for a fifth of what it was. */
export function reductionOf(
  subject: readonly RoundValue[],
  baseline: readonly RoundValue[],
): Estimate | undefined {
  const ratio = ratioOfRounds(subject, baseline);
  if (ratio === undefined) return undefined;
  return { ...ratio, median: 1 - ratio.median, low: 1 - ratio.high, high: 1 - ratio.low };
}
