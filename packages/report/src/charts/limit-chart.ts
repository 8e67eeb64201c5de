import { barTitle, type JudgedBar } from '@parquetry/bench/record';
import { barsOf, limitText, medianText, VERDICT_WORDS } from '../bars.ts';
import type { Contest } from '../contests.ts';
import { scaled } from '../text/estimates.ts';
import type { BarChart, Row } from './chart-spec.ts';
import { chooseScale } from './choose-scale.ts';
import { headedRows } from './rows.ts';

const TONES = { holds: 'good', fails: 'bad', undecided: 'warn' } as const;

function rowOf(bar: JudgedBar): Row {
  const name = barTitle(bar);
  if (bar.verdict === 'not-judged') return { kind: 'empty', name, because: `not judged: ${bar.because}` };
  return {
    kind: 'bar',
    name,
    colour: 0,
    tone: TONES[bar.verdict],
    detail: `${medianText(bar)} of ${limitText(bar)} ${VERDICT_WORDS[bar.verdict]}`,
    estimate: scaled(bar.found, 1 / bar.limit),
  };
}

/** How much of its limit each bar uses up: one line marks the limit of them all. */
export function limitChart(contests: readonly Contest[]): BarChart {
  const rows = headedRows(contests, (contest) => barsOf(contest).map(rowOf));
  return {
    kind: 'bars',
    quantity: 'percent',
    axis: 'found, in percent of the limit',
    scale: chooseScale(rows),
    limit: 1,
    rows,
  };
}
