import { roundValues } from '../figures/metrics.ts';
import type { Bar, Estimate, JudgedBar, MeasuredCell, Measurement } from '../record/run-record.ts';
import { ratioOfRounds } from '../statistics/compare-rounds.ts';
import { estimateMedian } from '../statistics/estimate-median.ts';
import { exactly, judgeBar } from '../statistics/judge-bar.ts';

const NO_FIGURE = 'there is no figure of both for one round';

/** Sizes are the same in every pass: their ratio is no estimate. */
function found({ metric }: Bar, ours: MeasuredCell, theirs: MeasuredCell | null): Estimate | undefined {
  const values = roundValues(ours, metric);
  if (theirs === null) {
    return values.length === 0 ? undefined : estimateMedian(values.map(({ value }) => value));
  }
  const ratio = ratioOfRounds(values, roundValues(theirs, metric));
  return ratio && metric === 'output-bytes' ? exactly(ratio.median, ratio.samples) : ratio;
}

function judge(bar: Bar, ours: MeasuredCell, cells: readonly Measurement[]): JudgedBar {
  const theirs = bar.against === null ? null : cells.find(({ engine }) => engine === bar.against);
  if (theirs && theirs.status !== 'measured') {
    return { ...bar, verdict: 'not-judged', because: `${theirs.engine} is ${theirs.status}` };
  }
  const estimate = theirs === undefined ? undefined : found(bar, ours, theirs);
  if (estimate === undefined) return { ...bar, verdict: 'not-judged', because: NO_FIGURE };
  return { ...bar, verdict: judgeBar(estimate, bar.limit), found: estimate };
}

/** The bars about a cell, judged against the other cells of its scenario. */
export const judgeBars = (
  bars: readonly Bar[],
  ours: MeasuredCell,
  cells: readonly Measurement[],
): JudgedBar[] => bars.filter(({ of }) => of === ours.engine).map((bar) => judge(bar, ours, cells));
