import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export const TRUTHS = 20_000;

export type Uniform = () => number;

export function uniformOf(seed: number): Uniform {
  const random = xoroshiro128plus(seed);
  return () => uniformFloat64(random);
}

export const normal = (uniform: Uniform): number =>
  Math.sqrt(-2 * Math.log1p(-uniform())) * Math.cos(2 * Math.PI * uniform());

/** Draws that hang together: each is `memory` times the one before it, and the rest anew; their variance is 1. */
export function wandering(uniform: Uniform, memory: number): () => number {
  let at = normal(uniform);
  return () => {
    at = memory * at + Math.sqrt(1 - memory * memory) * normal(uniform);
    return at;
  };
}

export type Draw = (uniform: Uniform, pairs: number) => number[];

const pairsOf = (pairs: number, draw: (pair: number) => number) =>
  Array.from({ length: pairs }, (_, pair) => draw(pair));

/** ln(head / base) where the logarithm of what a slot takes is `slot(n)`, and a coin says which side goes first. */
const inRandomOrder = (uniform: Uniform, pairs: number, slot: (index: number) => number) =>
  pairsOf(pairs, (pair) => {
    const later = slot(2 * pair + 1) - slot(2 * pair);
    return uniform() < 0.5 ? later : -later;
  });

/** A time of 1 with 5 % noise, that is half as long again one time in ten. */
const spiky = (uniform: Uniform) => 0.05 * normal(uniform) + (uniform() < 0.1 ? Math.log(1.5) : 0);

/** Differences of two builds that take the same. */
export const UNCHANGED = {
  normal: (uniform, pairs) => pairsOf(pairs, () => 0.05 * normal(uniform)),
  'log-normal': (uniform, pairs) =>
    pairsOf(pairs, () => Math.exp(normal(uniform)) - Math.exp(normal(uniform))),
  spiky: (uniform, pairs) => pairsOf(pairs, () => spiky(uniform) - spiky(uniform)),
  // Twice as slow at the end as at the start.
  drifting: (uniform, pairs) =>
    inRandomOrder(uniform, pairs, (slot) => (Math.LN2 * slot) / (2 * pairs) + 0.05 * normal(uniform)),
  // The machine's mood changes slowly, and both sides of a pair feel it.
  autocorrelated: (uniform, pairs) => {
    const mood = wandering(uniform, 0.9);
    return inRandomOrder(uniform, pairs, () => 0.2 * mood() + 0.02 * normal(uniform));
  },
} as const satisfies Record<string, Draw>;

/** Times that a coarse clock reads: many pairs differ by the same, and many not at all. */
export const TICKING: Draw = (uniform, pairs) =>
  pairsOf(pairs, () => Math.round(2 * normal(uniform)) - Math.round(2 * normal(uniform)));

/** How far the share of `TRUTHS` that an event of this probability happens in strays: once in 16,000 further. */
export const strays = (probability: number): number =>
  4 * Math.sqrt((probability * (1 - probability)) / TRUTHS);

/** Share of `TRUTHS` that an event happens in. */
export function shareOf(seed: number, happens: (uniform: Uniform) => boolean): number {
  const uniform = uniformOf(seed);
  let times = 0;
  for (let truth = 0; truth < TRUTHS; truth += 1) if (happens(uniform)) times += 1;
  return times / TRUTHS;
}
