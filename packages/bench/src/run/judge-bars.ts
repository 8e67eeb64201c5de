import { roundValues } from '../figures/metrics.ts';
import type { Bar, JudgedBar } from '../record/bar.ts';
import type { Estimate } from '../record/estimate.ts';
import { isCounted } from '../record/metric-names.ts';
import type { MeasuredCell, Measurement } from '../record/run-record.ts';
import { ratioOfRounds } from '../statistics/compare-rounds.ts';
import { estimateMedian } from '../statistics/estimate-median.ts';
import { exactly, judgeBar } from '../statistics/judge-bar.ts';
import { median } from '../statistics/median.ts';

const NO_FIGURE = 'there is no figure of both for one round';

/** Sizes are the same in every pass: their ratio is no estimate. */
function found({ metric }: Bar, ours: MeasuredCell, theirs: MeasuredCell | null): Estimate | undefined {
  const values = roundValues(ours, metric);
  if (theirs === null) {
    const figures = values.map(({ value }) => value);
    if (figures.length === 0) return undefined;
    return isCounted(metric) ? exactly(Math.max(...figures), figures.length) : estimateMedian(figures);
  }
  const ratio = ratioOfRounds(values, roundValues(theirs, metric));
  return ratio && metric === 'output-bytes' ? exactly(ratio.median, ratio.samples) : ratio;
}

type Opponent = { readonly cell: MeasuredCell | null } | { readonly because: string };

const unmeasured = ({ engine, status }: Measurement): Opponent => ({ because: `${engine} is ${status}` });

/** Of several, whoever takes the most by the metric. */
function opponentOf({ against, metric }: Bar, cells: readonly Measurement[]): Opponent {
  if (against === null) return { cell: null };
  const opponents: MeasuredCell[] = [];
  for (const name of [against].flat()) {
    const cell = cells.find(({ engine }) => engine === name);
    if (cell === undefined) return { because: NO_FIGURE };
    if (cell.status !== 'measured') return unmeasured(cell);
    opponents.push(cell);
  }
  const taken = (cell: MeasuredCell) => median(roundValues(cell, metric).map(({ value }) => value));
  const known = opponents.filter((cell) => roundValues(cell, metric).length > 0);
  if (known.length < opponents.length) return { because: NO_FIGURE };
  return { cell: known.reduce((most, cell) => (taken(cell) > taken(most) ? cell : most)) };
}

function judge(bar: Bar, ours: MeasuredCell, cells: readonly Measurement[]): JudgedBar {
  const opponent = opponentOf(bar, cells);
  if ('because' in opponent) return { ...bar, verdict: 'not-judged', because: opponent.because };
  const estimate = found(bar, ours, opponent.cell);
  if (estimate === undefined) return { ...bar, verdict: 'not-judged', because: NO_FIGURE };
  return { ...bar, verdict: judgeBar(estimate, bar.limit), found: estimate };
}

/** The bars about a cell, judged against the other cells of its scenario. */
export const judgeBars = (
  bars: readonly Bar[],
  ours: MeasuredCell,
  cells: readonly Measurement[],
): JudgedBar[] => bars.filter(({ of }) => of === ours.engine).map((bar) => judge(bar, ours, cells));
