import type { ObjectRef } from '@parquetry/core';
import type { Place } from '../jobs/recipe.ts';
import { statePlace } from '../jobs/state-place.ts';

const stateRef = (to: Place, name: string): ObjectRef => {
  const { bucket, prefix } = statePlace(to);
  return { bucket, key: prefix + name };
};

export const lettersPrefix = (to: Place): string => stateRef(to, 'dead-letters/').key;

export const healthRef = (to: Place): ObjectRef => stateRef(to, 'health.json');

/** The recipe that a batch stores beside its outputs, so that its jobs can be carried out again. */
export const recipeRef = (to: Place): ObjectRef => stateRef(to, 'recipe.json');
