import type { Estimate } from '@parquetry/bench/record';
import { counted, format, formatRange, type Quantity } from './quantities.ts';

/** Coverage in whole percent, rounded down: a report never claims more confidence than the samples give. */
export function coveragePercent(confidence: number): string {
  const percent = confidence * 100;
  const wholePercent = Math.floor(percent + 1e-9);
  return percent > 99 && percent < 100
    ? (Math.floor(percent * 10 + 1e-9) / 10).toFixed(1)
    : String(wholePercent);
}

/** Whether the interval says anything: one sample has none. */
export function hasInterval(estimate: Estimate): boolean {
  return estimate.samples > 1 && estimate.confidence > 0;
}

/** `95 % interval 4.10–4.40, 12 samples`, or that there is none. */
export function uncertainty(quantity: Quantity, estimate: Estimate): string {
  const samples = counted(estimate.samples, 'sample');
  if (!hasInterval(estimate)) return `${samples}, no interval`;
  const range = formatRange(quantity, estimate.median, estimate.low, estimate.high);
  return `${coveragePercent(estimate.confidence)}\u00a0% interval ${range}, ${samples}`;
}

/** `4.21 ms (4.10–4.40)`: for places that state coverage and sample count once for all. */
export function shortEstimate(quantity: Quantity, estimate: Estimate): string {
  const median = format(quantity, estimate.median);
  if (!hasInterval(estimate)) return median;
  return `${median} (${formatRange(quantity, estimate.median, estimate.low, estimate.high)})`;
}

/** The same estimate in another unit: a positive factor scales median and bounds alike. */
export function scaled(estimate: Estimate, factor: number): Estimate {
  return {
    ...estimate,
    median: estimate.median * factor,
    low: estimate.low * factor,
    high: estimate.high * factor,
  };
}
