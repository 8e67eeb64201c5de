import { createHash } from 'node:crypto';
import type { GateHistory } from '@parquetry/bench/record';
import { changePoints } from '@parquetry/bench/statistics';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { HistoryEntry, HistoryFigure } from './history-entry.ts';

type Series = GateHistory['machines'][number]['series'][number];

export interface SeriesOptions {
  readonly seed: number;
  /** Probability with which a change is seen in a series that has none. */
  readonly level: number;
}

/** The search takes time with the square of the points; what is older was looked at when it was newer. */
const MOST_SEARCHED = 250;

interface Line {
  readonly benchmark: string;
  readonly definition: string;
  readonly metric: HistoryFigure['metric'];
  readonly unit: string;
  readonly points: Series['points'];
}

function linesOf(entries: readonly HistoryEntry[]): Line[] {
  const lines = new Map<string, Line>();
  for (const { at, commit, benchmarks } of entries) {
    for (const { name, definition, figures } of benchmarks) {
      for (const { metric, unit, value, low, high } of figures) {
        const key = JSON.stringify([name, definition, metric, unit]);
        const line = lines.get(key) ?? { benchmark: name, definition, metric, unit, points: [] };
        line.points.push({ at, commit, value, low, high });
        lines.set(key, line);
      }
    }
  }
  return [...lines.values()];
}

/** By its name alone, each chance is the same whatever other series there are. */
const randomOf = (seed: number, { benchmark, definition, metric }: Line) =>
  xoroshiro128plus(
    createHash('sha256')
      .update(JSON.stringify([seed, benchmark, definition, metric]))
      .digest()
      .readInt32LE(),
  );

function changesOf(line: Line, { seed, level }: SeriesOptions): Series['changes'] {
  const skipped = Math.max(0, line.points.length - MOST_SEARCHED);
  const values = line.points.slice(skipped).map(({ value }) => value);
  return changePoints(values, { random: randomOf(seed, line), level }).map((change) => ({
    ...change,
    index: change.index + skipped,
  }));
}

const inOrder = (one: Line, other: Line) =>
  one.benchmark === other.benchmark
    ? one.metric.localeCompare(other.metric, 'en')
    : one.benchmark < other.benchmark
      ? -1
      : 1;

/**
 * Figures of runs of one machine, in the order of time, as lines: one for each benchmark, what it does, and metric. Lines
 * of a benchmark that does other work by now are told apart by name.
 */
export function seriesOfEntries(entries: readonly HistoryEntry[], options: SeriesOptions): Series[] {
  const definitions = new Map(
    entries.flatMap(({ benchmarks }) =>
      benchmarks.map(({ name, definition }) => [name, definition] as const),
    ),
  );
  return linesOf(entries)
    .toSorted(inOrder)
    .map((line) => {
      const { benchmark, definition, metric, unit, points } = line;
      const isCurrent = definitions.get(benchmark) === definition;
      const until = points.at(-1)!.at.slice(0, 10);
      return {
        benchmark: isCurrent ? benchmark : `${benchmark} (as it was until ${until}, ${definition})`,
        metric,
        unit,
        points,
        changes: changesOf(line, options),
      };
    });
}
