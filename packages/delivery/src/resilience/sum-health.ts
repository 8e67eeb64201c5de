import { failureKinds } from '../jobs/job.ts';
import type { BreakerState } from '../observe/delivery-event.ts';
import type { BreakerHealth } from './breaker-policy.ts';
import type { ResilienceHealth } from './open-resilience.ts';

const GRAVITY: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** The breakers of one dependency: as bad as the worst of them. */
function worst(breakers: readonly BreakerHealth[]): BreakerHealth {
  const gravest = breakers.reduce((one, other) => (GRAVITY[other.state] > GRAVITY[one.state] ? other : one));
  return {
    ...gravest,
    retryInMs: Math.max(...breakers.map(({ retryInMs }) => retryInMs)),
    opened: sum(breakers.map(({ opened }) => opened)),
    failures: sum(breakers.map(({ failures }) => failures)),
  };
}

/** How several threads are together. */
export function sumHealth(all: readonly ResilienceHealth[]): ResilienceHealth {
  const byName = Map.groupBy(
    all.flatMap(({ breakers }) => breakers),
    ({ dependency }) => dependency,
  );
  return {
    breakers: [...byName.values()].map(worst),
    failures: Object.fromEntries(
      failureKinds.map((kind) => [kind, sum(all.map(({ failures }) => failures[kind]))]),
    ) as ResilienceHealth['failures'],
    retryBudget: {
      left: sum(all.map(({ retryBudget }) => retryBudget.left)),
      of: sum(all.map(({ retryBudget }) => retryBudget.of)),
    },
  };
}
