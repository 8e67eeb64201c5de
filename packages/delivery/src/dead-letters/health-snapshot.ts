import { z } from 'zod';
import { failureKinds } from '../jobs/job.ts';
import type { BreakerState } from '../observe/delivery-event.ts';
import type { DeliveryNumbers } from '../observe/delivery-numbers.ts';
import type { PipelineUsage } from '../pipeline/pipeline.ts';

const count = z.number().int().nonnegative();
const breakerStates = ['closed', 'half-open', 'open'] as const satisfies readonly BreakerState[];

/** What a pipeline told of itself at a time: plain data. */
export const healthSnapshot = z.object({
  version: z.literal(1),
  startedAt: z.iso.datetime(),
  at: z.iso.datetime(),
  /** The next one comes after so long; none, if it is over. */
  everyMs: z.number().positive(),
  isOver: z.boolean(),
  jobs: z.object({ converted: count, skipped: count, failed: count, retried: count, inFlight: count }),
  /** Jobs that failed. */
  failures: z.partialRecord(z.enum(failureKinds), count),
  /** By dependency. */
  breakers: z.record(z.string(), z.enum(breakerStates)),
  cache: z.object({ hits: count, misses: count }).exactOptional(),
  /** Retries that may still be made, and that might be at most. */
  retryBudget: z.object({ left: z.number(), of: z.number() }).exactOptional(),
});
export type HealthSnapshot = z.infer<typeof healthSnapshot>;

export type HealthFacts = Omit<HealthSnapshot, 'version' | 'startedAt' | 'at' | 'everyMs' | 'isOver'>;

/** What of a meter's numbers and a pipeline's usage tells how it is. */
export function healthFacts(numbers: DeliveryNumbers, { cache, resilience }: PipelineUsage): HealthFacts {
  const { converted, skipped, failed, retried, inFlight, failures } = numbers;
  const known = resilience?.breakers.map(({ dependency, state }) => [dependency, state] as const) ?? [];
  return {
    jobs: { converted, skipped: skipped.finished + skipped.gone, failed, retried, inFlight },
    failures,
    breakers: { ...Object.fromEntries(known), ...numbers.breakers },
    ...(cache.hits + cache.misses > 0 && { cache }),
    ...(resilience && { retryBudget: resilience.retryBudget }),
  };
}
