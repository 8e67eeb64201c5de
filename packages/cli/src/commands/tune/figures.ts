import type { Estimate } from '@parquetry/bench';
import { formatDuration } from '../../terminal/format.ts';

/** `$7.27 ($7.06–$7.47)` */
export const range = (text: (value: number) => string, { high, low, median }: Estimate, dash = '–'): string =>
  `${text(median)} (${text(low)}${dash}${text(high)})`;

const digits = (value: number) => `${Number(value.toPrecision(3))}`;

const MS_PER_UNIT = { µs: 0.001, ms: 1, s: 1000 } as const;

/** `812 ms (790–840)`, in the unit of the median. */
export function durationRange(estimate: Estimate): string {
  const { high, low, median } = estimate;
  const text = formatDuration(median);
  const unit = (['µs', 'ms', 's'] as const).find((one) => text.endsWith(` ${one}`));
  if (unit === undefined || text.includes('min')) return range(formatDuration, estimate);
  return `${text} (${digits(low / MS_PER_UNIT[unit])}–${digits(high / MS_PER_UNIT[unit])})`;
}

/** Three digits: `$0.00123`, `$12.3`, `$1,230`. */
export const dollars = (value: number): string =>
  `$${Number(value.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 })}`;

/** `+3.2 %`, `−12.0 %` */
export const signedPercent = (share: number): string =>
  `${share < 0 ? '−' : '+'}${(Math.abs(share) * 100).toFixed(1)} %`;
