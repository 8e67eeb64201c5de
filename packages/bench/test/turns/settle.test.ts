import { expect, it } from 'vitest';
import { settle } from '../../src/turns/settle.ts';

/** A process that takes so much CPU time in one wait after the other. */
function busyFor(...cpuMsByWait: number[]) {
  let cpuMs = 100;
  let waits = 0;
  return {
    cpuMs: () => cpuMs,
    wait: async () => {
      cpuMs += cpuMsByWait[waits] ?? 0;
      waits += 1;
    },
    waits: () => waits,
  };
}

it('waits until a process takes no CPU time by itself', async () => {
  const process = busyFor(10, 10, 3, 0.1, 10);
  await settle(process, 1000);
  expect(process.waits()).toBe(4);
});

it('waits once where nothing is going on', async () => {
  const process = busyFor(0);
  await settle(process, 1000);
  expect(process.waits()).toBe(1);
});

it('does not wait for ever', async () => {
  const process = busyFor(...Array(100).fill(10));
  await settle(process, 50);
  expect(process.waits()).toBe(5);
});
