import type { Estimate } from '@parquetry/bench';

/** `812 ms (790 ms–840 ms)` */
export const range = (text: (value: number) => string, { high, low, median }: Estimate, dash = '–'): string =>
  `${text(median)} (${text(low)}${dash}${text(high)})`;

/** Three digits: `$0.00123`, `$12.3`, `$1,230`. */
export const dollars = (value: number): string =>
  `$${Number(value.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 })}`;

/** `+3.2 %`, `−12.0 %` */
export const signedPercent = (share: number): string =>
  `${share < 0 ? '−' : '+'}${(Math.abs(share) * 100).toFixed(1)} %`;
