import { barTitle, isCounted, type JudgedBar, type MeasuredCell } from '@parquetry/bench';
import { formatBytes, formatCount, formatTable } from '../terminal/format.ts';

const HEADING = ['bar', 'found', 'at most', 'verdict'];
const NUMERIC = new Set([2]);
const VERDICTS = { holds: 'holds', fails: 'FAILS', undecided: 'undecided' } as const;

const ratio = (value: number) => `${Number(value.toPrecision(3))}x`;

function unitOf({ metric, against }: JudgedBar): (value: number) => string {
  if (against !== null) return ratio;
  return isCounted(metric) ? formatCount : formatBytes;
}

function barRow(bar: JudgedBar): string[] {
  const { of, limit } = bar;
  const show = unitOf(bar);
  const what = `${of}: ${barTitle(bar)}`;
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
