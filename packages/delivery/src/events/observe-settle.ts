import type { SettleJob } from '../jobs/job.ts';
import type { Observe } from '../observe/delivery-event.ts';

/** The same, and tells when a job begins and how it ends; one that is called off has no end. `now`: milliseconds. */
export function observeSettle(settle: SettleJob, observe: Observe | undefined, now: () => number): SettleJob {
  if (observe === undefined) return settle;
  let inFlight = 0;
  return async (job, signal) => {
    const startedAt = now();
    inFlight += 1;
    observe({ kind: 'job-started', job, inFlight });
    try {
      const outcome = await settle(job, signal);
      observe({ kind: 'job-ended', outcome, elapsedMs: now() - startedAt, inFlight: inFlight - 1 });
      return outcome;
    } finally {
      inFlight -= 1;
    }
  };
}
