import type { ObjectStore } from '@parquetry/core';
import type { FailedOutcome } from '../batch/deliver-batch.ts';
import { type Patience, tryAgain } from '../batch/try-again.ts';
import type { Recipe } from '../jobs/recipe.ts';
import { letterOf } from './dead-letter.ts';
import { entryId } from './dead-letters.ts';
import { recipeFingerprint } from './recipe-fingerprint.ts';
import { storedDeadLetters } from './stored-dead-letters.ts';

export interface BatchLettersOptions extends Patience {
  readonly store: ObjectStore;
  readonly recipe: Recipe;
  /** Whether there may be letters of an earlier run. */
  readonly resume: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface BatchLetters {
  /** Durable when it resolves. */
  failed(outcome: FailedOutcome): Promise<void>;
  /** The job has not failed this time: what an earlier run wrote of it is taken away. */
  settled(jobId: string): Promise<void>;
}

/** Letters of jobs that failed, and of those that failed before and do not any more none. @throws StoreError as the store does. */
export async function batchLetters(options: BatchLettersOptions): Promise<BatchLetters> {
  const { store, recipe, resume, signal, ...patience } = options;
  const letters = storedDeadLetters(store, recipe.to);
  const fingerprint = recipeFingerprint(recipe);
  const list = async () => new Set(await Array.fromAsync(letters.list(signal), entryId));
  const known = resume ? await tryAgain(list, patience, signal) : new Set<string>();
  return {
    async failed({ job, failure }) {
      const letter = letterOf({ job, failure, at: patience.clock.now(), recipe: fingerprint });
      await tryAgain(() => letters.put(letter), patience);
    },
    async settled(jobId) {
      if (!known.has(jobId)) return;
      await tryAgain(() => letters.remove(jobId), patience);
      known.delete(jobId);
    },
  };
}
