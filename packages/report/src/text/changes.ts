/** How a ratio of head to base is written: shared by the page, its script, Markdown and terminals. */
import type { GateRatio } from '@parquetry/bench/record';
import { format, type Quantity } from './quantities.ts';

/** From here on a tenth of a percent says nothing. */
const WHOLE_PERCENT_FROM = 100;

/** Keeps 8.7 from becoming 8.6 because a computer writes it as 8.699999999. */
const ROUNDING = 1e-9;

type Round = (value: number) => number;

/** An end of an interval is never told closer than it is: 2.84 % is not excluded as 2.8 %. */
const upwards: Round = (value) => Math.ceil(value - ROUNDING);
const downwards: Round = (value) => Math.floor(value + ROUNDING);

function signedDigits(ratio: number, round: Round): string {
  const percent = (ratio - 1) * 100;
  const steps = Math.abs(percent) >= WHOLE_PERCENT_FROM ? 1 : 10;
  const rounded = round(percent * steps) / steps;
  const decimals = steps === 1 ? 0 : 1;
  const digits = Math.abs(rounded).toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  if (rounded === 0) return digits;
  return `${rounded < 0 ? '−' : '+'}${digits}`;
}

/** `+5.1 %` for 1.051: how much more head takes. */
export const signedPercent = (ratio: number): string => `${signedDigits(ratio, Math.round)}\u00a0%`;

/** The upper end of an interval. */
const upperPercent = (high: number): string => `${signedDigits(high, upwards)}\u00a0%`;

/** `+5 %`, `+2.5 %`: for an axis and the lines across it, which have round values. */
export function signedTick(ratio: number): string {
  const percent = (ratio - 1) * 100;
  const digits = Math.abs(percent).toLocaleString('en-US', { maximumFractionDigits: 2 });
  if (Number(digits) === 0) return '0\u00a0%';
  return `${percent < 0 ? '−' : '+'}${digits}\u00a0%`;
}

/** `8 %`, `2.5 %` for 0.08, 0.025: a share that somebody has set. */
export const setPercent = (share: number): string =>
  `${(share * 100).toLocaleString('en-US', { maximumFractionDigits: 2 })}\u00a0%`;

/** The ends of the interval alone: `+3.9 to +6.4`, or that there is none yet. */
function intervalText({ low, high }: GateRatio): string {
  if (high === null) return low === 0 ? 'no interval yet' : `above ${signedDigits(low, downwards)}`;
  const upper = signedDigits(high, upwards);
  return low === 0 ? `below ${upper}` : `${signedDigits(low, downwards)} to ${upper}`;
}

/** `+5.1 % (+3.9 to +6.4)`: head against base, with its interval. */
export const changeText = (ratio: GateRatio): string =>
  `${signedPercent(ratio.estimate)} (${intervalText(ratio)})`;

/** The slowdown that the interval excludes, for a column of a table: `> +2.9 %`; `none` with too few pairs. */
export function excludedBound({ high }: GateRatio): string {
  if (high === null) return 'none';
  return high <= 1 ? 'any' : `> ${upperPercent(high)}`;
}

/** The same in words: `excludes a slowdown above 2.9 %`. */
export function excludesText({ high }: GateRatio): string {
  if (high === null) return 'excludes no slowdown yet';
  if (high <= 1) return 'excludes any slowdown';
  return `excludes a slowdown above ${upperPercent(high).slice(1)}`;
}

/** A value of a chart of changes, or of any other quantity. */
export const valueText = (quantity: Quantity | 'change', value: number): string =>
  quantity === 'change' ? signedPercent(value) : format(quantity, value);
