import { type JudgedBar, METRIC_NAMES, type MeasuredCell } from '@parquetry/bench';
import { formatBytes, formatTable } from '../terminal/format.ts';

const HEADING = ['bar', 'found', 'at most', 'verdict'];
const NUMERIC = new Set([2]);
const VERDICTS = { holds: 'holds', fails: 'FAILS', undecided: 'undecided' } as const;

const ratio = (value: number) => `${Number(value.toPrecision(3))}x`;

function barRow(bar: JudgedBar): string[] {
  const { of, metric, against, limit } = bar;
  const show = against === null ? formatBytes : ratio;
  const what = `${of}: ${METRIC_NAMES[metric]}${against === null ? '' : ` against ${against}`}`;
  if (bar.verdict === 'not-judged') return [what, '–', show(limit), `not judged: ${bar.because}`];
  const { median, low, high } = bar.found;
  const range = low === high ? '' : ` (${show(low)}–${show(high)})`;
  return [what, `${show(median)}${range}`, show(limit), VERDICTS[bar.verdict]];
}

/** The bars of one scenario with what was found; nothing where it has none. */
export function barsTable(cells: readonly MeasuredCell[]): string[] {
  const bars = cells.flatMap((cell) => cell.bars);
  return bars.length === 0 ? [] : [formatTable([HEADING, ...bars.map(barRow)], NUMERIC)];
}
