import type { ServedSource } from './serve-source.ts';

/** What the process of a benchmark file is asked. */
export type BenchQuestion =
  | { readonly kind: 'open'; readonly served: ServedSource }
  /** A first look at how long a task takes. */
  | { readonly kind: 'probe'; readonly task: string }
  | { readonly kind: 'batch'; readonly task: string; readonly iterations: number }
  | { readonly kind: 'end' };

/** A task run a number of times in a row. */
export interface Batch {
  readonly iterations: number;
  /** User and system time of all threads, by iteration. */
  readonly cpuMs: number;
  /** By iteration. */
  readonly wallMs: number;
  /** Median of what tinybench timed, which leaves out hooks and follows `overriddenDuration`. */
  readonly medianMs: number;
  /** How much of the batch's wall time tinybench timed: less than all of it where there are hooks, or tasks too short. */
  readonly timedShare: number;
}

export type BenchAnswer =
  | { readonly kind: 'opened'; readonly tasks: readonly string[]; readonly beforeCpuMs: number }
  | { readonly kind: 'batch'; readonly batch: Batch }
  | { readonly kind: 'ended'; readonly peakRssBytes: number };
