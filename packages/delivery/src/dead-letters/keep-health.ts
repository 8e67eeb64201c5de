import type { ObjectStore } from '@parquetry/core';
import type { BatchClock } from '../batch/batch-clock.ts';
import type { Place } from '../jobs/recipe.ts';
import type { DeliveryNumbers } from '../observe/delivery-numbers.ts';
import type { PipelineUsage } from '../pipeline/pipeline.ts';
import { type HealthSnapshot, healthFacts } from './health-snapshot.ts';
import { healthRef } from './state-refs.ts';

const DEFAULT_EVERY_MS = 15_000;

export interface KeepHealthOptions {
  readonly store: ObjectStore;
  readonly to: Place;
  readonly clock: BatchClock;
  /** Of a {@link deliveryMeter}. */
  readonly numbers: () => DeliveryNumbers;
  /** Of the pipeline. */
  readonly usage: () => Promise<PipelineUsage>;
  readonly everyMs?: number;
  /** A snapshot could not be written; the next one is. */
  readonly onFailure?: (error: unknown) => void;
}

/**
 * Writes how a pipeline is to `_parquetry/health.json` beside its outputs, now and then, and a last time when it is
 * disposed of. Whatever goes wrong with that does not stop the pipeline.
 */
export function keepHealth(options: KeepHealthOptions): AsyncDisposable {
  const { store, to, clock, numbers, usage, everyMs = DEFAULT_EVERY_MS, onFailure = () => {} } = options;
  const timeOf = () => new Date(clock.now()).toISOString();
  const startedAt = timeOf();
  const over = new AbortController();

  async function write(isOver: boolean): Promise<void> {
    const facts = healthFacts(numbers(), await usage());
    const snapshot: HealthSnapshot = { version: 1, startedAt, at: timeOf(), everyMs, isOver, ...facts };
    async function* body() {
      yield Buffer.from(`${JSON.stringify(snapshot, undefined, 2)}\n`);
    }
    await store.write(healthRef(to), body());
  }

  async function keep(): Promise<void> {
    while (!over.signal.aborted) {
      await write(false).catch(onFailure);
      await clock.sleep(everyMs, over.signal).catch(() => {});
    }
    await write(true).catch(onFailure);
  }

  const kept = keep();
  return {
    async [Symbol.asyncDispose]() {
      over.abort();
      await kept;
    },
  };
}
