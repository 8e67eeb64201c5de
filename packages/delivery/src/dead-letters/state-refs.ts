import type { ObjectRef } from '@parquetry/core';
import type { Place } from '../jobs/recipe.ts';

/** Below it lies what is kept beside outputs; readers of tables pass over names with an underscore. */
const STATE = '_parquetry/';

export const lettersPrefix = (to: Place): string => `${to.prefix}${STATE}dead-letters/`;

export const healthRef = (to: Place): ObjectRef => ({
  bucket: to.bucket,
  key: `${to.prefix}${STATE}health.json`,
});

/** The recipe that a batch stores beside its outputs, so that its jobs can be carried out again. */
export const recipeRef = (to: Place): ObjectRef => ({
  bucket: to.bucket,
  key: `${to.prefix}${STATE}recipe.json`,
});
