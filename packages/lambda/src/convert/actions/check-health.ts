import { memoryStore } from '@parquetry/core';
import {
  type HealthReport,
  type HealthSnapshot,
  health,
  healthFacts,
  healthRef,
  type LetterCount,
} from '@parquetry/delivery';
import manifest from '../../../package.json' with { type: 'json' };
import type { ConvertService, Invocation } from '../service/convert-service.ts';

/** A snapshot that is looked at as soon as it is made never grows old. */
const EVERY_MS = 15_000;

export interface HealthAnswer {
  readonly overall_health: 'healthy' | 'unhealthy';
  /** What somebody should look at. */
  readonly troubles: readonly string[];
  readonly error_recovery_statistics: {
    /** Of the jobs of this environment, from 0 to 1; null before the first one. */
    readonly success_rate: number | null;
    readonly retry_budget: HealthReport['retryBudget'] | null;
  };
  /** By dependency, where one was asked for anything. */
  readonly breakers: HealthReport['breakers'];
  /** Null where they cannot be counted. */
  readonly dlq_depth: number | null;
  readonly dead_letters: string;
  /** Null where there is no cache, or nothing was asked of it. */
  readonly cache_hit_rate: number | null;
  readonly jobs: HealthSnapshot['jobs'];
  readonly versions: { readonly parquetry: string; readonly node: string; readonly engine: string };
}

const VERSION: string = manifest.version;

async function snapshotOf(service: ConvertService): Promise<HealthSnapshot> {
  const at = new Date(service.clock.now()).toISOString();
  const facts = healthFacts(service.meter.numbers(), await service.usage());
  return { version: 1, startedAt: at, at, everyMs: EVERY_MS, isOver: false, ...facts };
}

type Counted = { readonly count: LetterCount } | { readonly trouble: string };

async function countLetters({ letters }: ConvertService, signal: AbortSignal): Promise<Counted> {
  try {
    return { count: await letters.letters.count(signal) };
  } catch (error) {
    signal.throwIfAborted();
    return { trouble: `the dead letters cannot be counted: ${(error as Error).message}` };
  }
}

/** The same judgement that `parquetry jobs health` has, of what this environment knows of itself. */
async function judge(
  service: ConvertService,
  snapshot: HealthSnapshot,
  count: LetterCount,
): Promise<HealthReport> {
  const to = service.settings.output;
  const store = memoryStore();
  await store.write(
    healthRef(to),
    (async function* () {
      yield Buffer.from(JSON.stringify(snapshot));
    })(),
  );
  const letters = { ...service.letters.letters, count: async () => count };
  return await health({ to, store, letters, clock: service.clock });
}

/** How this environment of the function is, and how many dead letters wait. */
export async function checkHealth(service: ConvertService, { signal }: Invocation): Promise<HealthAnswer> {
  const snapshot = await snapshotOf(service);
  const counted = await countLetters(service, signal);
  const count = 'count' in counted ? counted.count : { letters: 0, isExact: false };
  const report = await judge(service, snapshot, count);
  const troubles = 'trouble' in counted ? [...report.troubles, counted.trouble] : report.troubles;
  return {
    overall_health: troubles.length === 0 ? 'healthy' : 'unhealthy',
    troubles,
    error_recovery_statistics: {
      success_rate: report.successRate ?? null,
      retry_budget: report.retryBudget ?? null,
    },
    breakers: report.breakers,
    dlq_depth: 'count' in counted ? counted.count.letters : null,
    dead_letters: service.letters.name,
    cache_hit_rate: report.cacheHitRate ?? null,
    jobs: snapshot.jobs,
    versions: { parquetry: VERSION, node: process.versions.node, engine: service.settings.engine },
  };
}
