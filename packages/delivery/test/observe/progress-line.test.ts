import { describe, expect, it } from 'vitest';
import { deliveryMeter } from '../../src/observe/delivery-meter.ts';
import type { DeliveryNumbers } from '../../src/observe/delivery-numbers.ts';
import { progressLine } from '../../src/observe/progress-line.ts';

const line = (change: Partial<DeliveryNumbers>) =>
  progressLine({ ...deliveryMeter({ now: () => 0 }).numbers(), ...change });

const all = (objects: number, isAll = true) => ({ objects, bytes: objects * 1_000, isAll });

describe('the line of progress', () => {
  it('says how far it has come, how fast, and when it will be over', () => {
    expect(
      line({
        listed: all(5_000),
        done: 1_204,
        recent: { filesPerMinute: 3_410.4, megabytesPerSecond: 3.71 },
        failed: 2,
        retried: 1,
        inFlight: 16,
        leftMs: 66_800,
      }),
    ).toBe('1,204 of 5,000 files, 3,410/min, 3.7 MB/s, 2 failed, 1 retry, 16 in flight, 1 min 7 s left');
  });

  it('does not know the end before everything is listed', () => {
    expect(line({ listed: all(1_000, false), done: 3 })).toBe(
      '3 of 1,000+ files, 0.0/min, 0.0 MB/s, 0 in flight, time left unknown',
    );
  });

  it('names a dependency that is down, and why nothing moves', () => {
    expect(
      line({ listed: all(9), done: 3, retried: 2, breakers: { output: 'open', source: 'half-open' } }),
    ).toBe(
      '3 of 9 files, 0.0/min, 0.0 MB/s, 2 retries, 0 in flight, output is down, source is tried again, waiting',
    );
  });

  it.each([
    [1, '1 s left'],
    [59_001, '1 min 0 s left'],
    [3_599_000, '59 min 59 s left'],
    [7_500_000, '2 h 5 min left'],
    [0, 'all done'],
  ])('%i ms left are "%s"', (leftMs, text) => {
    expect(line({ listed: all(1), done: 1, leftMs })).toMatch(new RegExp(`^1 of 1 file, .*, ${text}$`));
  });
});
