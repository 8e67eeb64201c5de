import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/resilience/clock.ts';

describe('the clock of the system', () => {
  it('goes on', async () => {
    const before = systemClock.now();
    await systemClock.sleep(1);
    expect(systemClock.now()).toBeGreaterThan(before);
  });

  it('is called off with the reason of its signal, at once', async () => {
    const abort = new AbortController();
    const reason = new Error('stop');
    const sleeping = systemClock.sleep(3_600_000, abort.signal);
    abort.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    await expect(systemClock.sleep(3_600_000, abort.signal)).rejects.toBe(reason);
  });
});
