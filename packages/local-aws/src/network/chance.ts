import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A number in [0, 1). */
export type Draw = () => number;

/** Draws that depend on the seed and the name alone: other names' draws do not disturb them. */
export function drawsOf(seed: number, name: string): Draw {
  const digest = createHash('sha256').update(`${seed} ${name}`).digest();
  const generator = xoroshiro128plus(digest.readInt32LE());
  return () => uniformFloat64(generator);
}

/** From the log-normal distribution whose logarithm has the standard deviation `spread`, by Box and Muller's transform. */
export function drawLogNormal(draw: Draw, median: number, spread: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - draw()));
  return median * Math.exp(spread * radius * Math.cos(2 * Math.PI * draw()));
}
