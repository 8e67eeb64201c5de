import { expect, it } from 'vitest';
import { openInterruption } from '../src/interruption.ts';

it('one press that arrives twice leaves time to tidy up, a second press does not', () => {
  let nowMs = 1000;
  let ends = 0;
  const interruption = openInterruption(
    () => nowMs,
    () => {
      ends += 1;
    },
  );
  expect(interruption.signal.aborted).toBe(false);
  interruption.press();
  nowMs += 2;
  interruption.press();
  expect([interruption.signal.aborted, ends]).toEqual([true, 0]);
  nowMs += 800;
  interruption.press();
  expect(ends).toBe(1);
});
