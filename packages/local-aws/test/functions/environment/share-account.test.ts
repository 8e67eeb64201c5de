import { expect, test } from 'vitest';
import { ShareAccount } from '../../../src/functions/environment/share-account.ts';

/** Simulated: threads that always want to run, stopped and continued `latenessMs` after the account says so. Returns cores used. */
function usedCores(cores: number, threads: number, latenessMs: number, forMs = 10_000): number {
  const account = new ShareAccount(cores, 0, 0);
  let nowMs = 0;
  let usedMs = 0;
  let mayRun = true;
  while (nowMs < forMs) {
    const verdict = account.book(nowMs, usedMs);
    // What was running goes on until the stop comes.
    usedMs += mayRun ? threads * latenessMs : 0;
    mayRun = verdict.mayRun;
    usedMs += mayRun ? threads * verdict.lookAgainMs : 0;
    nowMs += latenessMs + verdict.lookAgainMs;
  }
  return usedMs / nowMs;
}

test.for([
  [128, 1, 0.1],
  [128, 2, 1],
  [512, 1, 0.1],
  [512, 1, 2],
  [1024, 2, 0.5],
  [3008, 2, 0.1],
] as const)(
  'a function of %d MB with %d threads has its share, though stops come %d ms late',
  ([memoryMb, threads, latenessMs]) => {
    const share = memoryMb / 1769;
    expect(Math.abs(usedCores(share, threads, latenessMs) / share - 1)).toBeLessThan(0.01);
  },
);

test('a whole core for one thread is never stopped', () => {
  const account = new ShareAccount(1, 0, 0);
  for (let nowMs = 0; nowMs < 1_000; nowMs += 10) expect(account.book(nowMs, nowMs).mayRun).toBe(true);
});

test('what was not used is not saved up', () => {
  const account = new ShareAccount(0.5, 0, 0);
  expect(account.book(10_000, 0)).toEqual({ mayRun: true, lookAgainMs: 10 });
  expect(account.book(10_010, 10)).toEqual({ mayRun: false, lookAgainMs: 10 });
});

test('an overdraft is paid back from the periods that follow', () => {
  const account = new ShareAccount(0.1, 0, 0);
  expect(account.book(10, 5)).toEqual({ mayRun: false, lookAgainMs: 10 });
  expect(account.book(20, 5).mayRun).toBe(false);
  expect(account.book(40, 5).mayRun).toBe(true);
});
