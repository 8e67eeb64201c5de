import type { EngineLimits, ObjectStore } from '@parquetry/core';
import type { S3Usage } from '@parquetry/s3';
import type { SettleJob } from '../jobs/job.ts';
import type { Recipe } from '../jobs/recipe.ts';
import type { ResilienceHealth } from '../resilience/open-resilience.ts';
import { sumHealth } from '../resilience/sum-health.ts';
import type { PipelineUploads } from './open-stores.ts';
import type { PipelineSettings } from './pipeline-settings.ts';

/** What a pipeline is to do and with what means: plain data, so that threads and processes can be given it. */
export interface PipelineRequest {
  readonly recipe: Recipe;
  readonly settings: PipelineSettings;
  /** Of the engine in each thread. */
  readonly limits: EngineLimits;
  /** Whether open uploads are kept account of beside the outputs, so that another process can abort them. */
  readonly journalsUploads?: boolean;
  /** Whether the source is looked at again after each conversion, as events need it: see {@link convertCurrent}. */
  readonly convertsCurrent?: boolean;
}

export interface PipelineUsage {
  readonly s3: S3Usage;
  readonly cache: { readonly hits: number; readonly misses: number };
  /** Absent where nothing is tried again. */
  readonly resilience?: ResilienceHealth;
}

/** An engine between stores, ready for jobs. */
export interface Pipeline extends AsyncDisposable {
  /** Where sources, outputs and what is kept beside them are, for whoever lists and keeps account. */
  readonly store: ObjectStore;
  /** Open uploads to the place of the outputs. */
  readonly uploads?: PipelineUploads;
  readonly settle: SettleJob;
  /** Since it was opened. */
  usage(): Promise<PipelineUsage>;
}

/** What several have used together; connections at once are at most the sum. */
export function sumUsage(all: readonly PipelineUsage[]): PipelineUsage {
  const add = (value: (usage: PipelineUsage) => number) => all.map(value).reduce((sum, one) => sum + one, 0);
  const operations = new Set(all.flatMap(({ s3 }) => Object.keys(s3.requests)));
  const health = all.flatMap(({ resilience }) => resilience ?? []);
  return {
    ...(health.length > 0 && { resilience: sumHealth(health) }),
    s3: {
      requests: Object.fromEntries(
        [...operations].map((operation) => [operation, add(({ s3 }) => s3.requests[operation] ?? 0)]),
      ),
      retries: add(({ s3 }) => s3.retries),
      bytesRead: add(({ s3 }) => s3.bytesRead),
      bytesWritten: add(({ s3 }) => s3.bytesWritten),
      connectionsOpened: add(({ s3 }) => s3.connectionsOpened),
      mostConnections: add(({ s3 }) => s3.mostConnections),
    },
    cache: { hits: add(({ cache }) => cache.hits), misses: add(({ cache }) => cache.misses) },
  };
}
