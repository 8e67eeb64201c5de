import { collectBytes, type ObjectStore, StoreError } from '@parquetry/core';
import type { BatchClock } from '../batch/batch-clock.ts';
import type { Place } from '../jobs/recipe.ts';
import type { BreakerState } from '../observe/delivery-event.ts';
import type { DeadLetters, LetterCount } from './dead-letters.ts';
import { type HealthSnapshot, healthSnapshot } from './health-snapshot.ts';
import { healthRef } from './state-refs.ts';

/** A pipeline that has missed so many of its own reports is taken for ended. */
const MISSED_REPORTS = 3;
const DEFAULT_LEAST_SUCCESS = 0.99;

export interface HealthReport {
  readonly isHealthy: boolean;
  /** What somebody should look at; empty where all is well. */
  readonly troubles: readonly string[];
  /** Absent where no pipeline has told of itself. */
  readonly snapshot?: HealthSnapshot;
  readonly ageMs?: number;
  readonly state: 'running' | 'over' | 'silent' | 'unknown';
  /** Of the jobs that were converted or failed; absent before the first one. */
  readonly successRate?: number;
  readonly breakers: Readonly<Record<string, BreakerState>>;
  readonly deadLetters: LetterCount;
  readonly cacheHitRate?: number;
  readonly retryBudget?: { readonly left: number; readonly of: number };
}

export interface HealthOptions {
  /** Where outputs are; absent where only the letters are known. */
  readonly to?: Place;
  readonly store: ObjectStore;
  readonly letters: DeadLetters;
  readonly clock: Pick<BatchClock, 'now'>;
  /** A lower success rate is a trouble. */
  readonly leastSuccess?: number;
  readonly signal?: AbortSignal;
}

type Found = { readonly snapshot?: HealthSnapshot; readonly trouble?: string };

async function readSnapshot({ to, store, signal }: HealthOptions): Promise<Found> {
  if (to === undefined) return {};
  try {
    const content = await collectBytes(store.read(healthRef(to), signal ? { signal } : {}));
    const parsed = healthSnapshot.safeParse(JSON.parse(Buffer.from(content).toString()));
    if (parsed.success) return { snapshot: parsed.data };
    return { trouble: 'the last report cannot be read: it is of another version, or damaged' };
  } catch (error) {
    if (error instanceof SyntaxError) return { trouble: 'the last report cannot be read: it is not JSON' };
    if (error instanceof StoreError && error.code === 'not-found') return {};
    throw error;
  }
}

const rate = (part: number, rest: number): number | undefined =>
  part + rest === 0 ? undefined : part / (part + rest);

const percent = (part: number) => `${Math.floor(part * 1000) / 10} %`;

function stateOf({ isOver, everyMs }: HealthSnapshot, ageMs: number): HealthReport['state'] {
  if (isOver) return 'over';
  return ageMs > everyMs * MISSED_REPORTS ? 'silent' : 'running';
}

type Known = Omit<HealthReport, 'troubles' | 'isHealthy'>;

/** Of a pipeline that is at work, or was when it was killed. */
function troublesAtWork({ state, ageMs = 0, breakers, retryBudget }: Known): string[] {
  const silence = `it has not told of itself for ${Math.round(ageMs / 1000)} s; it may have been killed`;
  const open = Object.entries(breakers).filter(([, breaker]) => breaker === 'open');
  return [
    ...(state === 'silent' ? [silence] : []),
    ...open.map(([dependency]) => `the breaker of ${dependency} is open`),
    ...(retryBudget !== undefined && retryBudget.left < 1 ? ['no retries are left'] : []),
  ];
}

function troublesOf(known: Known, leastSuccess: number): string[] {
  const { state, successRate, deadLetters } = known;
  const { letters } = deadLetters;
  const isOver = state === 'over';
  // When a run is over and nothing waits, what failed has been tried again.
  const isRateOpen = !isOver || letters > 0;
  const isRateLow = successRate !== undefined && successRate < leastSuccess;
  return [
    ...(isOver ? [] : troublesAtWork(known)),
    ...(isRateOpen && isRateLow
      ? [`${percent(successRate)} of the jobs succeeded, fewer than ${percent(leastSuccess)}`]
      : []),
    ...(letters > 0 ? [`${letters} dead ${letters === 1 ? 'letter waits' : 'letters wait'}`] : []),
  ];
}

/** How a pipeline is: by what it told last, and by the dead letters. */
export async function health(options: HealthOptions): Promise<HealthReport> {
  const { letters, clock, leastSuccess = DEFAULT_LEAST_SUCCESS, signal } = options;
  const { snapshot, trouble } = await readSnapshot(options);
  const deadLetters = await letters.count(signal);
  const ageMs = snapshot && Math.max(0, clock.now() - Date.parse(snapshot.at));
  const jobs = snapshot?.jobs;
  const successRate = jobs && rate(jobs.converted, jobs.failed);
  const cacheHitRate = snapshot?.cache && rate(snapshot.cache.hits, snapshot.cache.misses);
  const report = {
    ...(snapshot && { snapshot }),
    ...(ageMs !== undefined && { ageMs }),
    state: snapshot && ageMs !== undefined ? stateOf(snapshot, ageMs) : ('unknown' as const),
    ...(successRate !== undefined && { successRate }),
    breakers: snapshot?.breakers ?? {},
    deadLetters,
    ...(cacheHitRate !== undefined && { cacheHitRate }),
    ...(snapshot?.retryBudget && { retryBudget: snapshot.retryBudget }),
  };
  const troubles = [...(trouble ? [trouble] : []), ...troublesOf(report, leastSuccess)];
  return { ...report, troubles, isHealthy: troubles.length === 0 };
}
