import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

const TWO_TO_32 = 2 ** 32;
const WARM_UP_DRAWS = 16;

/** Finaliser of MurmurHash3 (https://github.com/aappleby/smhasher, fmix32): every input bit reaches every output bit. */
function scramble(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function fold(seed: number): number {
  const high = Math.floor(seed / TWO_TO_32);
  return scramble(scramble(high) ^ (seed | 0));
}

/** The seed of part `index` of a whole: 0 … 2^32 − 1, unrelated to those of its neighbours. */
export function deriveSeed(seed: number, index: number): number {
  return scramble(fold(seed) + Math.imul(index + 1, 0x9e3779b9)) >>> 0;
}

/** Seeded chance in 32-bit integers: the same seed draws the same numbers on any machine. */
export class Random {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  /** @param seed any safe integer */
  constructor(seed: number) {
    this.#generator = xoroshiro128plus(fold(seed));
    for (let draw = 0; draw < WARM_UP_DRAWS; draw += 1) this.#generator.next();
  }

  /** 32 random bits as a signed integer. The low bits of xoroshiro128+ are the weak ones. */
  bits(): number {
    return this.#generator.next();
  }

  /** An integer in 0 … bound − 1; bound at most 2^21, so that the product is exact. */
  below(bound: number): number {
    return Math.floor(((this.#generator.next() >>> 0) * bound) / TWO_TO_32);
  }

  /** An integer in low … high, both possible. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
}

/** Draws from `values` in proportion to their weights (positive integers, together at most 2^21). */
export function weightedPicker<T>(
  values: readonly T[],
  weightOf: (value: T) => number,
): (random: Random) => T {
  const ends: number[] = [];
  let total = 0;
  for (const value of values) {
    total += weightOf(value);
    ends.push(total);
  }
  return (random) => {
    const drawn = random.below(total);
    return values[ends.findIndex((end) => drawn < end)]!;
  };
}
