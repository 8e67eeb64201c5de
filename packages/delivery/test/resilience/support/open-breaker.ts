import type { DeliveryEvent } from '../../../src/index.ts';
import type { BreakerPolicy } from '../../../src/resilience/breaker-policy.ts';
import { openBreakers } from '../../../src/resilience/breakers.ts';
import { sdkError } from './aws-errors.ts';
import { virtualClock } from './virtual-clock.ts';

const policy: BreakerPolicy = {
  failuresInARow: 6,
  failingShare: 0.5,
  window: 10,
  leastRequests: 4,
  openMs: 1_000,
  mostOpenMs: 4_000,
  probes: 2,
  requestsAtOnce: 100,
};

/** A breaker that opens after four requests of which most fail, for half a second at first; time stands still. */
export const openBreaker = async (change: Partial<BreakerPolicy> = {}) => {
  const clock = virtualClock();
  const states: string[] = [];
  const observe = (event: DeliveryEvent) => {
    if (event.kind === 'breaker') states.push(`${event.dependency}: ${event.state}`);
  };
  const breakers = await openBreakers(
    { output: { ...policy, ...change } },
    { clock, random: () => 0, observe },
  );
  const breaker = breakers.of('output');
  const slowDown = () => breaker.run(() => Promise.reject(sdkError('SlowDown', 503)));
  const answer = () => breaker.run(async () => 'answer');
  const fail = async (times: number) => {
    for (let time = 0; time < times; time += 1) await slowDown().catch(() => {});
  };
  return { clock, states, breakers, breaker, slowDown, answer, fail };
};
