import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

type Pick = (below: number) => number;

function shuffled<T>(items: readonly T[], pick: Pick): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = pick(last + 1);
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}

/**
 * Orders of `size` items in which every item stands once in every place and follows every other equally often:
 * `size` orders where it is even, twice as many where it is odd. Source: E. J. Williams, Experimental designs balanced
 * for the estimation of residual effects of treatments, Australian Journal of Scientific Research 2 (1949), 149–168.
 */
function williamsDesign(size: number): number[][] {
  const zigzag = Array.from({ length: size }, (_, place) =>
    place % 2 === 1 ? (place + 1) / 2 : (size - place / 2) % size,
  );
  const orders = zigzag.map((_, shift) => zigzag.map((item) => (item + shift) % size));
  return size % 2 === 0 ? orders : [...orders, ...orders.map((order) => order.toReversed())];
}

/**
 * Who runs when: each round holds every contestant once, in an order that is random but balanced over the rounds.
 * The same seed gives the same schedule.
 */
export function scheduleRounds<T>(contestants: readonly T[], rounds: number, seed: number): T[][] {
  if (contestants.length === 0) return Array.from({ length: rounds }, () => []);
  const random = xoroshiro128plus(seed);
  const pick: Pick = (below) => uniformInt(random, 0, below - 1);
  const schedule: T[][] = [];
  while (schedule.length < rounds) {
    const named = shuffled(contestants, pick);
    const orders = shuffled(williamsDesign(contestants.length), pick);
    schedule.push(...orders.map((order) => order.map((index) => named[index]!)));
  }
  return schedule.slice(0, rounds);
}
