import { isCounted, type JudgedBar, type MeasuredCell } from '@parquetry/bench/record';
import type { Contest } from './contests.ts';
import { hasInterval } from './text/estimates.ts';
import { counted, format, formatRange, type Quantity } from './text/quantities.ts';
import { listed } from './text/words.ts';

/** Bars about every cell of a contest, in the record's order. */
export const barsOf = ({ measured }: Contest): JudgedBar[] =>
  measured.flatMap(({ bars }: MeasuredCell) => bars);

/** A bar against somebody is a ratio, any other a figure in its own unit: a number, or bytes of memory. */
function barQuantity({ against, metric }: JudgedBar): Quantity {
  if (against !== null) return 'times';
  return isCounted(metric) ? 'count' : 'bytes';
}

export const limitText = (bar: JudgedBar): string => format(barQuantity(bar), bar.limit);

/** The median alone: whiskers show the interval. */
export const medianText = (bar: Extract<JudgedBar, { found: unknown }>): string =>
  format(barQuantity(bar), bar.found.median);

/** `0.310× (0.290–0.330)`; exact figures have no interval. */
export function foundText(bar: JudgedBar): string {
  if (bar.verdict === 'not-judged') return '–';
  const { median, low, high } = bar.found;
  const quantity = barQuantity(bar);
  const isExact = low === high || !hasInterval(bar.found);
  return isExact
    ? format(quantity, median)
    : `${format(quantity, median)} (${formatRange(quantity, median, low, high)})`;
}

export const VERDICT_WORDS = {
  holds: 'holds',
  fails: 'fails',
  undecided: 'undecided',
  'not-judged': 'not judged',
} as const satisfies Record<JudgedBar['verdict'], string>;

/** `12 bars hold, 1 fails and 2 are undecided.` */
export function barsSentence(bars: readonly JudgedBar[]): string {
  const count = (verdict: JudgedBar['verdict']) => bars.filter((bar) => bar.verdict === verdict).length;
  const parts = [
    { number: count('holds'), one: 'holds', more: 'hold' },
    { number: count('fails'), one: 'fails', more: 'fail' },
    { number: count('undecided'), one: 'is undecided', more: 'are undecided' },
    { number: count('not-judged'), one: 'could not be judged', more: 'could not be judged' },
  ].filter(({ number }) => number > 0);
  const words = parts.map(({ number, one, more }, index) => {
    const subject = index === 0 ? counted(number, 'bar') : String(number);
    return `${subject} ${number === 1 ? one : more}`;
  });
  return `${listed(words)}.`;
}
