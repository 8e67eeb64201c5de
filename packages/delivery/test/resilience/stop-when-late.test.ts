import { describe, expect, it } from 'vitest';
import { GRACE_MS, JobTimeoutError, stopWhenLate } from '../../src/resilience/stop-when-late.ts';
import { virtualClock } from './support/virtual-clock.ts';

const setUp = () => {
  const clock = virtualClock();
  const abort = new AbortController();
  const late = () => new JobTimeoutError(1_000);
  return { clock, abort, options: { ms: 1_000, late, clock, signal: abort.signal } };
};

/** Work that ends when it is called off, so long after. */
const obedient = (afterMs: number, clock: ReturnType<typeof virtualClock>) => (signal: AbortSignal) =>
  new Promise<string>((_, reject) => {
    signal.addEventListener('abort', () => {
      clock.sleep(afterMs).then(() => reject(new Error('I was stopped')));
    });
  });

describe('work with a time limit', () => {
  it('ends as it ends by itself, and leaves no timer behind', async () => {
    const { clock, options } = setUp();
    await expect(stopWhenLate(async () => 'done', options)).resolves.toBe('done');
    const failing = stopWhenLate(async () => {
      throw new Error('mine');
    }, options);
    await expect(failing).rejects.toThrow('mine');
    expect(clock.sleeping).toBe(0);
  });

  it('is called off when its time is used up, and waited for until it has stopped', async () => {
    const { clock, options } = setUp();
    const working = stopWhenLate(obedient(300, clock), options);
    await expect(clock.drive(working)).rejects.toThrow('did not end within its 1 s');
    expect(clock.now()).toBe(1_300);
    expect(clock.sleeping).toBe(0);
  });

  it('is given up when it does not stop', async () => {
    const { clock, options } = setUp();
    await expect(clock.drive(stopWhenLate(() => new Promise(() => {}), options))).rejects.toThrow(
      JobTimeoutError,
    );
    expect(clock.now()).toBe(1_000 + GRACE_MS);
  });

  it('has ended well when it ends well after all', async () => {
    const { clock, options } = setUp();
    const working = stopWhenLate(() => clock.sleep(1_500).then(() => 'just so'), options);
    await expect(clock.drive(working)).resolves.toBe('just so');
  });

  it('is called off with the reason of its caller', async () => {
    const { clock, abort, options } = setUp();
    const reason = new Error('stop');
    const working = stopWhenLate(obedient(5, clock), options);
    abort.abort(reason);
    await expect(clock.drive(working)).rejects.toBe(reason);
    expect(clock.now()).toBe(5);
  });
});
