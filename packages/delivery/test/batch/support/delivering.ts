import type { ObjectStore } from '@parquetry/core';
import { sourceFilter } from '../../../src/batch/source-filter.ts';
import { type DeliveryOptions, deliverBatch, type JobOutcome, type Recipe } from '../../../src/index.ts';
import { virtualClock } from '../../resilience/support/virtual-clock.ts';
import { copying } from './copying.ts';
import { recipeOf } from './recipes.ts';

type Parts = Partial<DeliveryOptions> & { readonly store: ObjectStore };

/** A batch by the copying double, with time that stands still. */
export function batchOf({ store, recipe = recipeOf(), ...parts }: Parts) {
  const { converted, settle } = copying(store, recipe);
  const clock = virtualClock();
  const batch = deliverBatch({
    store,
    recipe,
    settle,
    filter: sourceFilter.parse({}),
    bounds: { filesInFlight: 3, bytesInFlight: 1000 },
    resume: true,
    clock,
    random: () => 0.5,
    ...parts,
  });
  return { batch, clock, converted };
}

/** Runs a batch to its end; `became`: what became of each source. */
export async function deliver(parts: Parts) {
  const { batch, converted } = batchOf(parts);
  const outcomes: JobOutcome[] = [];
  for await (const outcome of batch) outcomes.push(outcome);
  const became = Object.fromEntries(
    outcomes.map((outcome) => [
      outcome.job.source.ref.key.slice('in/'.length),
      outcome.status === 'skipped' ? outcome.because : outcome.status,
    ]),
  );
  return { became, converted, outcomes, summary: batch.summary() };
}

export const twoOutputs = (codec: 'snappy' | 'zstd' = 'snappy'): Recipe =>
  recipeOf({
    outputs: [
      { format: 'parquet', codec },
      { format: 'avro', codec: 'null' },
    ],
  });
