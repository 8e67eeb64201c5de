import type { Estimate } from '@parquetry/bench';

/** `812 ms (790 ms–840 ms)` */
export const range = (text: (value: number) => string, { high, low, median }: Estimate): string =>
  `${text(median)} (${text(low)}–${text(high)})`;

/** Three digits: `$0.00123`, `$12.3`, `$1,230`. */
export const dollars = (value: number): string =>
  `$${Number(value.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 })}`;
