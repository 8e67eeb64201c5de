import { expect, test } from 'vitest';
import { readBenchInvocation } from '../../src/bench/bench-invocation.ts';
import { answerKernel, KERNEL_NAME, runKernel } from '../../src/bench/run-kernel.ts';
import { handler } from '../../src/deployed-bench-function.ts';

/** The definition, word for word, in numbers that are too large to overflow silently. */
function checksumByDefinition(rounds: number): number {
  const [bits, words] = [(1n << 32n) - 1n, 1n << 18n];
  const table = new Map<bigint, bigint>();
  let [state, sum] = [2463534242n, 0n];
  for (let step = 0; step < rounds * 2 ** 18; step += 1) {
    state ^= (state << 13n) & bits;
    state ^= state >> 17n;
    state ^= (state << 5n) & bits;
    const place = (state ^ sum) % words;
    const mixed = (((table.get(place) ?? 0n) ^ state) * 0x9e3779b1n) & bits;
    table.set(place, mixed);
    sum = (sum + (mixed ^ (mixed >> 15n))) & bits;
  }
  return Number(sum);
}

test('the kernel does what its definition says, step by step', () => {
  expect(runKernel(1)).toBe(checksumByDefinition(1));
});

test('it gives the same every time, and every round counts', () => {
  expect(runKernel(2)).toBe(runKernel(2));
  expect(runKernel(2)).not.toBe(runKernel(1));
});

test('the bench function runs it, and tells the CPU time as our functions do', async () => {
  const answer = await handler({ action: 'kernel', kernel: KERNEL_NAME, rounds: 1 });
  expect(answer).toMatchObject({ kernel: KERNEL_NAME, rounds: 1, checksum: runKernel(1) });
  expect(answerKernel(1).parquetry.cpuMs).toBeGreaterThan(0);
});

test('another kernel, no rounds and another action are refused', () => {
  const refused = [
    { action: 'kernel', kernel: 'mix-0', rounds: 1 },
    { action: 'kernel', kernel: KERNEL_NAME, rounds: 0 },
    { action: 'sing' },
  ];
  for (const event of refused) expect(() => readBenchInvocation(event)).toThrow(/Invalid|Too small/);
});
