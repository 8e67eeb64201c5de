import type { Job, JobOutcome, SettleJob } from '../../../src/index.ts';
import { convertedOf } from './jobs.ts';

/** Jobs end when they are told to; counts how many are under way. */
export function heldJobs() {
  const held = new Map<string, { readonly job: Job; readonly end: (outcome: JobOutcome) => void }>();
  const begun: string[] = [];
  const aborted: string[] = [];
  let mostBytes = 0;
  const bytesHeld = () => [...held.values()].reduce((sum, { job }) => sum + (job.source.bytes ?? 0), 0);
  const keyOf = (job: Job) => job.source.ref.key.slice('in/'.length);
  const settle: SettleJob = (job, signal) =>
    new Promise((resolve, reject) => {
      const name = keyOf(job);
      begun.push(name);
      held.set(name, { job, end: resolve });
      mostBytes = Math.max(mostBytes, bytesHeld());
      signal.addEventListener(
        'abort',
        () => {
          if (!held.has(name)) return;
          aborted.push(name);
          held.delete(name);
          reject(signal.reason);
        },
        { once: true },
      );
    });
  return {
    settle,
    begun: begun as readonly string[],
    aborted: aborted as readonly string[],
    inFlight: () => [...held.keys()],
    mostBytes: () => mostBytes,
    end(name: string, outcome?: JobOutcome) {
      const { end, job } = held.get(name)!;
      held.delete(name);
      end(outcome ?? convertedOf(job));
    },
  };
}
