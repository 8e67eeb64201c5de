import { collectBytes, displayRef, type ObjectStore, StoreError } from '@parquetry/core';
import { type Place, type Recipe, recipe, recipeRef } from '@parquetry/delivery';
import { parseS3Url } from '@parquetry/s3';
import type { ConvertSettings } from './settings/convert-settings.ts';

/** Of each object, so much is looked at to find its types: as `parquetry run batch --schema-per-file` has it. */
const SAMPLE_BYTES = 1 << 20;

/** All of a recipe but its places. */
export type Reading = Omit<Recipe, 'from' | 'to' | 'rejects'>;

async function readStored(store: ObjectStore, url: string): Promise<Reading> {
  const ref = parseS3Url(url);
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(await collectBytes(store.read(ref))).toString());
  } catch (cause) {
    throw new Error(`RECIPE is ${url}, which cannot be read: ${(cause as Error).message}`, { cause });
  }
  const parsed = recipe.safeParse(content);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new Error(
      `RECIPE is ${url}, which is no recipe (${path.join('.')}: ${message}); name the _parquetry/recipe.json of parquetry run batch`,
    );
  }
  const { from: _from, to: _to, rejects: _rejects, ...reading } = parsed.data;
  return reading;
}

/**
 * How objects are read, typed and written: as a batch has found out, where its recipe is named; else each object by
 * itself.
 */
export async function readingOf({ recipe, outputs }: ConvertSettings, store: ObjectStore): Promise<Reading> {
  if (recipe !== undefined) return await readStored(store, recipe);
  return {
    source: {},
    typing: { kind: 'per-object', sampleBytes: SAMPLE_BYTES },
    outputs: [...outputs],
  };
}

/** Rows that cannot be converted are set aside where there is a place for them; else the first one fails its job. */
export function recipeOf(reading: Reading, from: Place, to: Place, errors: Place | undefined): Recipe {
  if (errors === undefined) {
    const { badRows: _badRows, ...rest } = reading;
    return { ...rest, from, to };
  }
  const badRows = reading.badRows?.fate === 'pad' ? reading.badRows : ASIDE;
  return {
    ...reading,
    from,
    to,
    badRows,
    rejects: { ...errors, prefix: `${errors.prefix}_parquetry/rejects/` },
  };
}

const ASIDE = { fate: 'reject', isRedacted: false } as const;

const textOf = async (store: ObjectStore, to: Place): Promise<string | undefined> => {
  try {
    return Buffer.from(await collectBytes(store.read(recipeRef(to)))).toString();
  } catch (error) {
    if (error instanceof StoreError && error.code === 'not-found') return undefined;
    throw error;
  }
};

/**
 * Stores a recipe below a place, so that `parquetry jobs redrive` can go by it.
 *
 * @returns what it has taken the place of, if that was another one.
 */
export async function keepRecipe(
  store: ObjectStore,
  place: Place,
  kept: Recipe,
): Promise<string | undefined> {
  const text = `${JSON.stringify(kept, undefined, 2)}\n`;
  const before = await textOf(store, place);
  if (before === text) return undefined;
  async function* body() {
    yield Buffer.from(text);
  }
  await store.write(recipeRef(place), body());
  return before === undefined ? undefined : displayRef(recipeRef(place));
}
