import { createHash } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** An integer from `low` to `high`, both possible. */
export type Chance = (low: number, high: number) => number;

/** Depends on the seed and the name alone: what else is drawn does not disturb it. */
export function chanceOf(seed: number, name: string): Chance {
  const generator = xoroshiro128plus(createHash('sha256').update(`${seed} ${name}`).digest().readInt32LE());
  return (low, high) => uniformInt(generator, low, high);
}
