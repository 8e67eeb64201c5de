/** The parts of a summary that grow with what was compared. */
import type { GateBenchmark, GateComparison, GateCounter, GateRecord } from '@parquetry/bench/record';
import { changeText, excludedBound, setPercent } from '../text/changes.ts';
import type { GrowingPart } from './bounded-markdown.ts';
import {
  benchmarksByNeed,
  comparisonsOf,
  countText,
  METRIC_WORDS,
  movedCounters,
  type Of,
  STATE_SIGNS,
  STATE_WORDS,
  stateOf,
  VERDICT_SIGNS,
  VERDICT_WORDS,
} from './gate-words.ts';
import { markdownCode, markdownText } from './markdown-text.ts';

const LONGEST_TEXT = 300;
const MOST_BENCHMARKS = 150;
const MOST_ROWS = 40;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const moreRow =
  (columns: number) =>
  (count: number): string =>
    row([`… and ${count.toLocaleString('en-US')} more`, ...Array.from({ length: columns - 1 }, () => '')]);

const moreItem = (count: number): string => `- … and ${count.toLocaleString('en-US')} more`;

function comparisonRow(benchmark: string, one: GateComparison): string {
  const state = stateOf(one);
  return row([
    markdownCode(benchmark),
    METRIC_WORDS[one.metric],
    changeText(one.ratio),
    excludedBound(one.ratio),
    String(one.ratio.pairs),
    `${STATE_SIGNS[state]} ${STATE_WORDS[state]}`,
  ]);
}

/** A coarse figure stands beside the others only where it decides. */
const isDecisive = ({ role, verdict }: GateComparison): boolean => role === 'fine' || verdict !== 'advice';

/** Where no comparison tells the verdict of the benchmark, a row of its own does. */
function verdictRow({ name, comparisons, counters, verdict }: GateBenchmark): (() => string)[] {
  const decisive = comparisons.filter(isDecisive);
  const isTold = decisive.some((one) => stateOf(one) === verdict);
  if (isTold || (verdict === 'pass' && decisive.length > 0)) return [];
  const isCounted = counters.length > 0 && verdict !== 'infrastructure-failure';
  const sign = `${VERDICT_SIGNS[verdict]} ${VERDICT_WORDS[verdict]}`;
  return [() => row([markdownCode(name), isCounted ? 'counters' : '–', '–', '–', '–', sign])];
}

/** Every benchmark with what decided it, those that need a look first; one without a figure keeps its row. */
export function verdictTable(gate: GateRecord): GrowingPart {
  const rows = benchmarksByNeed(gate).flatMap((benchmark) => [
    ...verdictRow(benchmark),
    ...benchmark.comparisons.filter(isDecisive).map((one) => () => comparisonRow(benchmark.name, one)),
  ]);
  return {
    opening: `${row(['Benchmark', 'Metric', 'Change', 'Excluded slowdown', 'Pairs', 'Verdict'])}\n| --- | --- | ---: | ---: | ---: | --- |`,
    rows,
    more: moreRow(6),
    mostRows: MOST_BENCHMARKS,
  };
}

function list<T>(title: string, items: readonly T[], textOf: (item: T) => string): GrowingPart {
  return {
    opening: `### ${title}\n`,
    rows: items.map((item) => () => `- ${textOf(item)}`),
    more: moreItem,
    mostRows: MOST_ROWS,
  };
}

export const reasonList = ({ reasons }: GateRecord): GrowingPart =>
  list('Against a pass', reasons, (reason) => markdownText(reason, LONGEST_TEXT));

const COUNTER_WORDS: Readonly<Record<GateCounter['verdict'], string>> = {
  same: '✓ same',
  better: '✓ better',
  declared: '≈ declared',
  regression: '✗ regression',
};

const counterRow = ({ benchmark, one }: Of<GateCounter>): string =>
  row([
    markdownCode(benchmark.name),
    markdownCode(one.name),
    countText(one.base),
    countText(one.head),
    countText(one.declared),
    COUNTER_WORDS[one.verdict],
  ]);

export const counterTable = (gate: GateRecord): GrowingPart => ({
  opening: `### Counters that moved\n\n${row(['Benchmark', 'Counter', 'Base', 'Head', 'Declared', 'Verdict'])}\n| --- | --- | ---: | ---: | ---: | --- |`,
  rows: movedCounters(gate)
    .toSorted((a, b) => Number(b.one.verdict === 'regression') - Number(a.one.verdict === 'regression'))
    .map((moved) => () => counterRow(moved)),
  more: moreRow(6),
  mostRows: MOST_ROWS,
});

const SEEN = { quiet: 'quiet', alarm: 'an alarm' } as const;

export const canaryList = ({ canaries }: GateRecord): GrowingPart =>
  list('Canaries', canaries, ({ name, expected, found, ratio, misbehaved }) => {
    const sign = misbehaved ? '✗' : '✓';
    const then = misbehaved ? '; the run says nothing' : '';
    return `${sign} ${markdownCode(name)}: expected ${SEEN[expected]}, found ${SEEN[found]}, ${changeText(ratio)}${then}`;
  });

export const acceptanceList = ({ acceptances }: GateRecord): GrowingPart =>
  list('Accepted slowdowns', acceptances, (one) => {
    const what = `${markdownCode(one.benchmark)}, ${METRIC_WORDS[one.metric]}, up to ${setPercent(one.upTo)}: ${markdownText(one.because, LONGEST_TEXT)}`;
    return one.void === undefined ? `≈ ${what}` : `✗ void (${markdownText(one.void, LONGEST_TEXT)}): ${what}`;
  });

export const watchList = (gate: GateRecord): GrowingPart =>
  list(
    'Watch list',
    comparisonsOf(gate).filter(({ one }) => one.watch && stateOf(one) !== 'regression'),
    ({ benchmark, one }) =>
      `${markdownCode(benchmark.name)}, ${METRIC_WORDS[one.metric]}: ${changeText(one.ratio)}`,
  );

/** What was noticed on the way: of the whole run, and of single benchmarks. */
export function noteList(gate: GateRecord, warnings: readonly string[]): GrowingPart {
  const ofBenchmarks = benchmarksByNeed(gate).flatMap((benchmark) =>
    benchmark.warnings.map((warning) => ({ of: `${markdownCode(benchmark.name)}: `, warning })),
  );
  const all = [...warnings.map((warning) => ({ of: '', warning })), ...ofBenchmarks];
  return list('Notes', all, ({ of, warning }) => `${of}${markdownText(warning, LONGEST_TEXT)}`);
}

/** Changed files that this run cannot judge. */
export const notMeasuredList = ({ notMeasured }: GateRecord): GrowingPart =>
  list('Changed, and seen by no benchmark of this run', notMeasured, (path) => markdownCode(path));
