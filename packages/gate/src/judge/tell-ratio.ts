import type { GateComparison, GateRatio } from '@parquetry/bench/record';

const PER_MILLE = 1000;
const ROUNDING = 1e-9;

type Round = (perMille: number) => number;

/** Never further than what is known: 2.84 % is not excluded as 2.8 %. */
const upwards: Round = (perMille) => Math.ceil(perMille - ROUNDING);
const downwards: Round = (perMille) => Math.floor(perMille + ROUNDING);

function percent(ratio: number, round: Round): string {
  const perMille = round((ratio - 1) * PER_MILLE);
  return `${perMille < 0 ? '−' : '+'}${Math.abs(perMille) / 10} %`;
}

/** `+2.8 %`, `−3 %` */
export const tellRatio = (ratio: number): string => percent(ratio, Math.round);

/** The upper end of an interval, rounded up. */
export const tellHigh = (high: number | null): string =>
  high === null || !Number.isFinite(high) ? 'any slowdown' : percent(high, upwards);

/** `+2.8 % (−0.4 % to +5.1 %), 24 pairs`; without an interval where too few pairs were taken. */
export function tellInterval({ estimate, low, high, pairs }: GateRatio): string {
  const counted = `${pairs} ${pairs === 1 ? 'pair' : 'pairs'}`;
  if (high === null) return `${tellRatio(estimate)}, ${counted}`;
  return `${tellRatio(estimate)} (${percent(low, downwards)} to ${tellHigh(high)}), ${counted}`;
}

/** The slowdown that a comparison excludes, or cannot exclude. */
export function tellExcluded({ verdict, ratio: { high } }: GateComparison): string {
  if (high === null || verdict === 'inconclusive') return `cannot exclude ${tellHigh(high)}`;
  return `excludes more than ${tellHigh(high)}`;
}

/** `cpu +0.4 % (−1.1 % to +1.9 %), 24 pairs: excludes more than +1.9 %` */
export const tellComparison = (comparison: GateComparison): string =>
  `${comparison.metric} ${tellInterval(comparison.ratio)}: ${tellExcluded(comparison)}`;
