import type { GateHistory } from '@parquetry/bench/record';
import { METRIC_WORDS } from '../gate/gate-words.ts';
import { valueText } from '../text/changes.ts';
import type { Quantity } from '../text/quantities.ts';
import type { TrendChart } from './chart-spec.ts';

export type HistorySeries = GateHistory['machines'][number]['series'][number];

const COMMIT_CHARACTERS = 7;

export const shortCommit = (commit: string): string => commit.slice(0, COMMIT_CHARACTERS);

const QUANTITIES: Readonly<Record<string, Quantity>> = { ms: 'duration', bytes: 'bytes', B: 'bytes' };

/** A unit that is not known stays with the axis, and its figures are plain numbers. */
export const quantityOf = ({ unit }: HistorySeries): Quantity => QUANTITIES[unit] ?? 'rate';

/** `41.0 ms → 44.6 ms (+8.8 %) at 90ab4f6`. */
export function changeWords(series: HistorySeries, change: HistorySeries['changes'][number]): string {
  const [before, after] = [change.before, change.after].map((value) => valueText(quantityOf(series), value));
  const moved = change.before > 0 ? ` (${valueText('change', change.after / change.before)})` : '';
  return `${before} → ${after}${moved} at ${shortCommit(series.points[change.index]?.commit ?? 'an unknown commit')}`;
}

/** What a line is of: a run by itself has cores that it kept busy, and lost none against another. */
export const seriesWords = ({ metric }: HistorySeries): string =>
  metric === 'parallelism' ? 'cores kept busy' : METRIC_WORDS[metric];

/** One benchmark on one machine, commit by commit. */
export function historyChart(series: HistorySeries): TrendChart {
  const { benchmark, unit, points, changes } = series;
  const changed = new Set(changes.map(({ index }) => index));
  return {
    kind: 'trends',
    quantity: quantityOf(series),
    axis: quantityOf(series) === 'rate' ? unit : seriesWords(series),
    orderAxis: 'commits, oldest first',
    labels: points.map(({ commit }) => shortCommit(commit)),
    limits: [],
    changes: changes.map((change) => ({ x: change.index, text: changeWords(series, change) })),
    lines: [
      {
        name: benchmark,
        colour: 2,
        points: points.map(({ value, low, high }, x) => ({
          x,
          y: value,
          low,
          high,
          isMarked: changed.has(x),
        })),
      },
    ],
  };
}
