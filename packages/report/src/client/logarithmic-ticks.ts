import type { Scale } from 'chart.js';

type Tick = Scale['ticks'][number];

function startsWith(digit: number): (tick: Tick) => boolean {
  return ({ value }) => Math.abs(value / 10 ** Math.floor(Math.log10(value) + 1e-9) - digit) < 1e-6;
}

/** 1, 3, 10, 30 …, about evenly spaced; where their labels would not have `labelPx` each, powers of ten alone. */
export function logarithmicTicks(ticks: readonly Tick[], axisPx: number, labelPx: number): Tick[] {
  const powers = ticks.filter(startsWith(1));
  const all = ticks.filter((tick) => startsWith(1)(tick) || startsWith(3)(tick));
  return all.length * labelPx > axisPx && powers.length > 1 ? powers : all;
}
