/** How a number of the record is written: in which unit, with how many digits. Shared with the page's own script. */

interface Unit {
  /** Smallest magnitude that is written in this unit. */
  readonly from: number;
  readonly size: number;
  readonly before?: string;
  readonly after: string;
}

const LADDERS = {
  duration: [
    { from: 120_000, after: 'min', size: 60_000 },
    { from: 1_000, after: 's', size: 1_000 },
    { from: 1, after: 'ms', size: 1 },
    { from: 0, after: 'µs', size: 0.001 },
  ],
  bytes: [
    { from: 1e9, after: 'GB', size: 1e9 },
    { from: 1e6, after: 'MB', size: 1e6 },
    { from: 1e3, after: 'kB', size: 1e3 },
    { from: 0, after: 'B', size: 1 },
  ],
  bytesPerSecond: [
    { from: 1e9, after: 'GB/s', size: 1e9 },
    { from: 1e6, after: 'MB/s', size: 1e6 },
    { from: 1e3, after: 'kB/s', size: 1e3 },
    { from: 0, after: 'B/s', size: 1 },
  ],
  dollars: [{ from: 0, before: '$', after: '', size: 1 }],
  times: [{ from: 0, after: '×', size: 1 }],
  percent: [{ from: 0, after: '%', size: 0.01 }],
  count: [{ from: 0, after: '', size: 1 }],
  rate: [{ from: 0, after: '', size: 1 }],
  gbSeconds: [{ from: 0, after: 'GB-s', size: 1 }],
} as const satisfies Record<string, readonly Unit[]>;

/** Kind of figure. Raw numbers are in ms, bytes, bytes/s, $, 1 (times, percent, count, rate) and GB-s. */
export type Quantity = keyof typeof LADDERS;

interface Scale {
  readonly size: number;
  readonly before: string;
  readonly after: string;
}

const SIGNIFICANT_DIGITS = 3;
const MOST_DECIMALS = 9;

/** The unit a value of that magnitude is written in; 999.7 ms counts as the 1.00 s it rounds to. */
function scaleOf(quantity: Quantity, value: number): Scale {
  const ladder: readonly Unit[] = LADDERS[quantity];
  const magnitude = Number(Math.abs(value).toPrecision(SIGNIFICANT_DIGITS));
  const unit = ladder.find(({ from }) => magnitude >= from) ?? ladder.at(-1)!;
  return magnitude === 0 && quantity === 'duration'
    ? { size: 1, before: '', after: 'ms' }
    : { size: unit.size, before: unit.before ?? '', after: unit.after };
}

/** Digits after the point; negative where a measured rate is rounded to tens or hundreds. */
function decimalsFor(quantity: Quantity, scaled: number): number {
  const rounded = Number(Math.abs(scaled).toPrecision(SIGNIFICANT_DIGITS));
  if (rounded === 0) return 0;
  if (quantity === 'dollars' && rounded >= 1) return rounded >= 1000 ? 0 : 2;
  if (Number.isInteger(scaled) && (quantity === 'count' || quantity === 'bytes')) return 0;
  const decimals = SIGNIFICANT_DIGITS - 1 - Math.floor(Math.log10(rounded));
  return Math.min(MOST_DECIMALS, quantity === 'rate' ? decimals : Math.max(0, decimals));
}

function fixed(value: number, decimals: number): string {
  const step = 10 ** Math.max(0, -decimals);
  const digits = Math.max(0, decimals);
  const rounded = step === 1 ? value : Math.round(value / step) * step;
  return rounded.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** A narrow unit (`×`) stands against its number, the others after a no-break space. */
function joined(before: string, digits: string, after: string): string {
  const gap = after === '' || after === '×' ? '' : '\u00a0';
  return `${before}${digits}${gap}${after}`;
}

/** `4.21 ms`, `58.2 MB/s`, `$0.293`: three significant digits, in the unit that suits the value. */
export function format(quantity: Quantity, value: number): string {
  const { size, before, after } = scaleOf(quantity, value);
  return joined(before, fixed(value / size, decimalsFor(quantity, value / size)), after);
}

/** The bounds alone, in the unit and with the decimals of `median`: `4.10–4.40`. */
export function formatRange(quantity: Quantity, median: number, low: number, high: number): string {
  const { size, before } = scaleOf(quantity, median);
  const decimals = decimalsFor(quantity, median / size);
  return `${before}${fixed(low / size, decimals)}–${before}${fixed(high / size, decimals)}`;
}

/** Short labels for an axis: every tick in the unit of the largest. */
export function axisFormatter(quantity: Quantity, largest: number): (value: number) => string {
  const { size, before, after } = scaleOf(quantity, largest);
  return (value) => {
    const digits = (value / size).toLocaleString('en-US', { maximumSignificantDigits: SIGNIFICANT_DIGITS });
    return joined(before, digits, after);
  };
}

/** `1 sample`, `5 samples`. */
export function counted(count: number, singular: string, plural: string = `${singular}s`): string {
  return `${count.toLocaleString('en-US')}\u00a0${count === 1 ? singular : plural}`;
}
