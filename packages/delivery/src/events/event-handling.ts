import type { BatchClock } from '../batch/batch-clock.ts';
import type { DeadLetters } from '../dead-letters/dead-letters.ts';
import type { Failure, Job, SourceObject } from '../jobs/job.ts';
import type { Observe } from '../observe/delivery-event.ts';
import type { IgnoredEvents } from './event-job.ts';

/** What happened to an event beside what its jobs tell themselves; for logs. */
export type HandlingNote =
  | { readonly kind: 'unreadable'; readonly messageId: string; readonly because: string }
  | { readonly kind: 'ignored'; readonly events: IgnoredEvents }
  | { readonly kind: 'left-out'; readonly job: Job; readonly because: string }
  | { readonly kind: 'dead-lettered'; readonly job: Job; readonly failure: Failure }
  /** The job is not done: whatever asked for it has to ask again. */
  | { readonly kind: 'unfinished'; readonly job: Job; readonly because: string };

export interface EventHandling {
  /** Where jobs go that failed for good. */
  readonly letters: DeadLetters;
  /** The fingerprint of the recipe that jobs are carried out by. */
  readonly recipe: string;
  readonly clock: BatchClock;
  /** Calls off what is under way; it counts as unfinished. */
  readonly signal: AbortSignal;
  /** Jobs at once, at most. */
  readonly concurrency?: number;
  /** Undefined: the object is a source. */
  readonly whyLeftOut?: (source: SourceObject) => string | undefined;
  /** How long there is, in milliseconds: a function's own `context.getRemainingTimeInMillis`. */
  readonly remainingMs?: () => number;
  /** No job is begun with less time than this, or than the longest one has taken so far. */
  readonly leastMs?: number;
  /** A message that came so often is the last one: what of it fails then goes to the dead letters, whatever the cause. */
  readonly mostReceives?: number;
  /** What goes on while the jobs are carried out. */
  readonly observe?: Observe;
  readonly tell?: (note: HandlingNote) => void;
}
