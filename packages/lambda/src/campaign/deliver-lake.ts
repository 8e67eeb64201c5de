import type { DeliveryOrder } from '@parquetry/bench/campaign';
import type { ObjectRef } from '@parquetry/core';
import {
  batchLetters,
  deliverBatch,
  type Pipeline,
  type Recipe,
  type SettleJob,
  sourceFilter,
  wallClock,
} from '@parquetry/delivery';
import { type BrokenDelivery, manifestFirst } from './broken-variants.ts';

/** An order with what it is carried out by. */
export interface Delivery {
  readonly order: DeliveryOrder;
  readonly pipeline: Pipeline;
  /** How a source has ended: its key, below the prefix. */
  readonly tell: (status: 'converted' | 'failed', key: string) => void;
}

const asItShould = (settle: SettleJob): BrokenDelivery => ({ settle, observe() {}, async rest() {} });

export const keyBelow = ({ from }: Recipe, { key }: ObjectRef): string => key.slice(from.prefix.length);

/** Goes on with a lake to its end: what is finished is left as it is, and uploads that a killed process has left open are aborted. */
export async function deliverLake({ order, pipeline, tell }: Delivery): Promise<void> {
  const { recipe, settings, flush, variant } = order;
  const { store, uploads } = pipeline;
  const patience = { clock: wallClock, random: Math.random };
  const delivery =
    variant === 'manifest-first' ? manifestFirst(pipeline.settle, recipe) : asItShould(pipeline.settle);
  const letters = await batchLetters({ store, recipe, resume: true, ...patience });
  const batch = deliverBatch({
    ...patience,
    store,
    recipe,
    filter: sourceFilter.parse({}),
    resume: true,
    settle: delivery.settle,
    bounds: settings,
    deadLetters: variant === 'drop-dead-letters' ? async () => {} : letters.failed,
    ...(uploads && { uploads }),
    flushJobs: flush.jobs,
    flushMs: flush.ms,
    observe: delivery.observe,
  });
  for await (const outcome of batch) {
    if (outcome.status !== 'failed') await letters.settled(outcome.job.id);
    if (outcome.status !== 'skipped') tell(outcome.status, keyBelow(recipe, outcome.job.source.ref));
  }
  await delivery.rest();
}
