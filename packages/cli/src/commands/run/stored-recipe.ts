import { collectBytes, displayRef, type ObjectStore, StoreError } from '@parquetry/core';
import { type Place, type Recipe, recipe, recipeRef } from '@parquetry/delivery';
import { UsageError } from '../../exit-codes.ts';

/**
 * The recipe of the batch whose outputs are at a place; undefined where there is none.
 *
 * @throws UsageError when it cannot be understood.
 */
export async function readRecipe(
  store: ObjectStore,
  to: Place,
  signal: AbortSignal,
): Promise<Recipe | undefined> {
  const ref = recipeRef(to);
  let text: string;
  try {
    text = new TextDecoder().decode(await collectBytes(store.read(ref, { signal })));
  } catch (error) {
    if (error instanceof StoreError && error.code === 'not-found') return undefined;
    throw error;
  }
  try {
    return recipe.parse(JSON.parse(text));
  } catch (cause) {
    throw new UsageError(
      `${displayRef(ref)} is no recipe of this version of parquetry; start anew with --overwrite (${(cause as Error).message})`,
    );
  }
}

/** Before the first output, so that a run that ends at any time can be gone on with. */
export async function writeRecipe(store: ObjectStore, kept: Recipe, signal: AbortSignal): Promise<void> {
  async function* body() {
    yield Buffer.from(`${JSON.stringify(kept, undefined, 2)}\n`);
  }
  await store.write(recipeRef(kept.to), body(), signal);
}
