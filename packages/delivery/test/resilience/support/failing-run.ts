import type { DeliveryEvent, RunJob } from '../../../src/index.ts';
import { openResilience, type ResilienceSettings } from '../../../src/resilience/open-resilience.ts';
import { aResult } from './a-job.ts';
import { virtualClock } from './virtual-clock.ts';

/** Resilience whose time stands still and whose chance is always a half. */
export const openTestResilience = async (settings: Partial<ResilienceSettings> = {}) => {
  const clock = virtualClock();
  const events: DeliveryEvent[] = [];
  const resilience = await openResilience(
    { attempts: 4, timeoutMs: 900_000, ...settings },
    { clock, random: () => 0.5, observe: (event) => events.push(event) },
  );
  return { clock, events, resilience };
};

/** Fails with each error in turn, and succeeds then; counts its attempts. */
export const failing = (...errors: unknown[]) => {
  const attempts: number[] = [];
  const run: RunJob = async (_job, { attempt }) => {
    attempts.push(attempt);
    if (attempts.length <= errors.length) throw errors[attempts.length - 1];
    return aResult();
  };
  return { run, attempts };
};
