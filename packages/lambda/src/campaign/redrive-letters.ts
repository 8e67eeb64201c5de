import type { RedriveAccount } from '@parquetry/bench/campaign';
import { StoreError } from '@parquetry/core';
import {
  type RedriveReport,
  recipeFingerprint,
  redrive,
  storedDeadLetters,
  wallClock,
} from '@parquetry/delivery';
import { type Delivery, keyBelow } from './deliver-lake.ts';

const MOST_ROUNDS = 10;

const hasDrained = ({ status }: RedriveReport['letters'][number]) =>
  status === 'converted' || status === 'gone';

/** Of what another try does not help. */
const isForSomebody = (one: RedriveReport['letters'][number]) =>
  one.status === 'failed' && one.letter.failure.kind === 'data-quality';

/** Redrives until nothing but bad data is left: a letter that fails of a fault once more is redriven once more. */
export async function redriveLetters({ order, pipeline, tell }: Delivery): Promise<RedriveAccount> {
  const { recipe } = order;
  const letters = storedDeadLetters(pipeline.store, recipe.to);
  const signal = new AbortController().signal;
  const startedAt = wallClock.now();
  const seen = new Set<string>();
  const left = new Set<string>();
  let drained = 0;
  let elapsedMs = 0;
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const report = await redrive({
      letters,
      settle: pipeline.settle,
      recipe: recipeFingerprint(recipe),
      clock: wallClock,
      signal,
      tell(one) {
        const id = one.status === 'corrupt' ? one.id : one.letter.id;
        seen.add(id);
        left.add(id);
        if (!hasDrained(one)) return;
        left.delete(id);
        drained += 1;
        elapsedMs = wallClock.now() - startedAt;
        if (one.status === 'converted') tell('converted', keyBelow(recipe, one.letter.job.source.ref));
      },
    }).catch((error: unknown) => {
      if (error instanceof StoreError) return undefined;
      throw error;
    });
    if (report?.letters.every((one) => hasDrained(one) || isForSomebody(one))) break;
  }
  return { letters: seen.size, drained, left: left.size, elapsedMs };
}
