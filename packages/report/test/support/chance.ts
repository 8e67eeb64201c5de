/** Numbers from 0 up to 1 that only look like chance. Source: mulberry32, Tommy Ettinger, public domain. */
export function seededChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A factor about 1 with a tail to the slow side, as times of a shared machine have. */
export function noise(chance: () => number, spread: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
  const hiccup = chance() < 0.04 ? 1 + chance() : 1;
  return Math.exp(spread * normal) * hiccup;
}
