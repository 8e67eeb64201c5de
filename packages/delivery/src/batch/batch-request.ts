import type { ObjectStore } from '@parquetry/core';
import type { Recipe } from '../jobs/recipe.ts';
import type { SourceFilter } from './source-filter.ts';
import type { Patience } from './try-again.ts';

/** Which sources, and what was made of them before. */
export interface BatchRequest extends Patience {
  /** Of sources, outputs and the manifest. */
  readonly store: ObjectStore;
  readonly recipe: Recipe;
  readonly filter: SourceFilter;
  /** Whether finished work is left as it is. */
  readonly resume: boolean;
  readonly signal?: AbortSignal;
}

/** Entries of the manifest that are written at once, and milliseconds until they are when they are fewer. */
export const FLUSH_JOBS = 250;
export const FLUSH_MS = 5_000;
