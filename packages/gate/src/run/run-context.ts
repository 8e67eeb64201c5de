import { loadavg } from 'node:os';
import type { SequentialPlan } from '../plan/sequential-plan.ts';
import type { Fingerprints } from './fingerprints.ts';
import type { OnGateProgress } from './gate-progress.ts';

/** Starts watching what else the machine does; the returned function ends it. */
export type WatchHost = () => () => { readonly stealMs: number | null; readonly loadAverage: number };

/** The load alone. */
export const watchLoad: WatchHost = () => {
  const loadAverage = loadavg()[0] ?? 0;
  return () => ({ stealMs: null, loadAverage });
};

/** What every step of a run goes by. */
export interface RunContext {
  readonly plan: SequentialPlan;
  /** Of the clock below. */
  readonly startedAtMs: number;
  readonly maxMs: number;
  /** Since 1970, in ms. */
  readonly now: () => number;
  readonly watchHost: WatchHost;
  readonly fingerprints: Fingerprints;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: OnGateProgress;
}

export const elapsedMs = ({ now, startedAtMs }: RunContext): number => now() - startedAtMs;
