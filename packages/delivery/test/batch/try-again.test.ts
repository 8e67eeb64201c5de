import { StoreError } from '@parquetry/core';
import { expect, test } from 'vitest';
import { outlast, tryAgain } from '../../src/batch/try-again.ts';
import { BreakerOpenError } from '../../src/resilience/breaker-policy.ts';
import { virtualClock } from '../resilience/support/virtual-clock.ts';

const ref = { bucket: 's3://lake', key: 'a' };
const unavailable = new StoreError('unavailable', ref, 'unavailable in the test');

/** Fails with these errors, one after the other, and succeeds then. */
function failing(errors: readonly unknown[]) {
  const left = [...errors];
  let calls = 0;
  const work = async () => {
    calls += 1;
    if (left.length > 0) throw left.shift();
    return 'done';
  };
  return { work, calls: () => calls };
}

test('what may pass is tried again, with waits whose limits double', async () => {
  const clock = virtualClock();
  const { calls, work } = failing(Array(5).fill(unavailable));
  await expect(clock.drive(tryAgain(work, { clock, random: () => 1 }))).resolves.toBe('done');
  expect(calls()).toBe(6);
  expect(clock.now()).toBe(100 + 200 + 400 + 800 + 1600);
});

test('six tries are enough', async () => {
  const clock = virtualClock();
  const { calls, work } = failing(Array(6).fill(unavailable));
  await expect(clock.drive(tryAgain(work, { clock, random: () => 1 }))).rejects.toBe(unavailable);
  expect(calls()).toBe(6);
});

test('what cannot pass is not tried again', async () => {
  const clock = virtualClock();
  for (const error of [new StoreError('denied', ref, 'denied'), new Error('odd'), 'odd']) {
    const { calls, work } = failing([error]);
    await expect(tryAgain(work, { clock, random: () => 1 })).rejects.toBe(error);
    expect(calls()).toBe(1);
  }
});

test('an open breaker is waited for', async () => {
  const clock = virtualClock();
  const { work } = failing([new BreakerOpenError('output', 7000)]);
  await expect(clock.drive(tryAgain(work, { clock, random: () => 0 }))).resolves.toBe('done');
  expect(clock.now()).toBe(7000);
});

test('an outage of ten minutes is outlasted, waiting ten seconds at most', async () => {
  const clock = virtualClock();
  const { calls, work } = failing(Array(60).fill(unavailable));
  await expect(clock.drive(outlast(work, { clock, random: () => 1 }))).resolves.toBe('done');
  expect(calls()).toBe(61);
});

test('waiting ends with an abort', async () => {
  const clock = virtualClock();
  const abort = new AbortController();
  const waiting = tryAgain(failing([unavailable]).work, { clock, random: () => 1 }, abort.signal);
  await clock.settle();
  abort.abort(new Error('stopped by the test'));
  await expect(waiting).rejects.toThrow('stopped by the test');
});
