import type { ClaimQuantity, Estimate } from '@parquetry/bench';
import { formatCount, formatDuration } from '../../terminal/format.ts';

const significant = (value: number, digits = 3) => Number(value.toPrecision(digits));

/** A figure in its unit: `4.1 ms`, `12.3x`, `85 %`, `$0.18`. */
export function quantityText(quantity: ClaimQuantity, value: number): string {
  switch (quantity) {
    case 'duration':
      return formatDuration(value);
    case 'times':
      return `${significant(value)}x`;
    case 'percent':
      return `${significant(value * 100)} %`;
    case 'dollars':
      return `$${significant(value)}`;
    case 'count':
    case 'rate':
      return formatCount(significant(value));
    default:
      return quantity satisfies never;
  }
}

/** With its interval and sample count: `12.3x (11.9x–13.0x), n 5`; what is exact has neither. */
export function estimateText(quantity: ClaimQuantity, found: Estimate | null): string {
  if (found === null) return '–';
  const { median, low, high, confidence, samples } = found;
  const show = (value: number) => quantityText(quantity, value);
  if (confidence === 1) return show(median);
  const range = samples === 1 ? '' : ` (${show(low)}–${show(high)})`;
  return `${show(median)}${range}, n ${samples}`;
}
