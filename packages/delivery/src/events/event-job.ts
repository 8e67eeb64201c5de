import { jobId } from '../batch/job-id.ts';
import type { Job, SourceObject } from '../jobs/job.ts';

/** A job that an event asks for. */
export interface EventJob {
  /** Names the version that the event tells of, which may not be the newest one. */
  readonly job: Job;
  /** What asked for it, as it came. */
  readonly record: unknown;
}

/** Names of events and how often they came: those that ask for nothing. */
export type IgnoredEvents = Readonly<Record<string, number>>;

/** What something that came asks for. */
export interface Wanted {
  readonly jobs: readonly EventJob[];
  readonly ignored: IgnoredEvents;
}

export const NOTHING: Wanted = { jobs: [], ignored: {} };

/** `record`: what asks for it. */
export const wanting = (source: SourceObject, record: unknown): Wanted => ({
  jobs: [{ job: { id: jobId(source.ref), source }, record }],
  ignored: {},
});

export const ignoring = (name: string): Wanted => ({ jobs: [], ignored: { [name]: 1 } });

export function together(all: readonly Wanted[]): Wanted {
  const ignored = new Map<string, number>();
  for (const [name, count] of all.flatMap((one) => Object.entries(one.ignored))) {
    ignored.set(name, (ignored.get(name) ?? 0) + count);
  }
  return { jobs: all.flatMap(({ jobs }) => jobs), ignored: Object.fromEntries(ignored) };
}
