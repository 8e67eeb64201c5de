import type { Clock } from '../../network/clock.ts';

/** Milliseconds since 1970, on the clock that is handed in. */
export const wallMs = (clock: Clock): number => Math.round(performance.timeOrigin + clock.nowMs());

/** Sleeps; false when the signal ended the wait. */
export async function sleepUnless(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
    return !signal.aborted;
  } catch {
    return false;
  }
}
