/** Another kernel has another name: durations of two kernels are never compared. */
export const KERNEL_NAME = 'mix-1';

/** The event that asks for it: some 0.13 s of a core of 2020, so several periods of the CPU share at every size. */
export const KERNEL_EVENT = { action: 'kernel', kernel: KERNEL_NAME, rounds: 32 } as const;

/** 1 MiB: more than the first level of a cache holds. */
const WORDS = 1 << 18;
const STEPS_PER_ROUND = 1 << 18;

/**
 * A fixed amount of computing on one core: each step draws a number by xorshift, mixes it with a word of a table at a place
 * that it chooses, and writes it back. Integer operations and scattered memory, no allocation after the table, no library,
 * no input: the same instructions wherever it runs. Source of the generator: Marsaglia, Xorshift RNGs, 2003.
 *
 * @returns what is left in the end, which depends on every step.
 */
export function runKernel(rounds: number): number {
  const table = new Uint32Array(WORDS);
  let [state, sum] = [2463534242, 0];
  for (let step = 0; step < rounds * STEPS_PER_ROUND; step += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const place = (state ^ sum) & (WORDS - 1);
    const mixed = Math.imul(table[place]! ^ state, 0x9e3779b1);
    table[place] = mixed;
    sum = (sum + (mixed ^ (mixed >>> 15))) | 0;
  }
  return sum >>> 0;
}

/** The answer to `{action: 'kernel'}`: what it came to, and the CPU time as our functions tell it. */
export function answerKernel(rounds: number) {
  const before = process.cpuUsage();
  const checksum = runKernel(rounds);
  const { system, user } = process.cpuUsage(before);
  const parquetry = { version: 1, cpuMs: (user + system) / 1000 } as const;
  return { parquetry, kernel: KERNEL_NAME, rounds, checksum };
}
