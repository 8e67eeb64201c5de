import { type ContentStore, contentStore } from './content-store.ts';
import { copyOf } from './copying.ts';
import { recipeOf, source } from './recipes.ts';

/** A store with sources in it, by name. */
export async function storeWith(texts: Readonly<Record<string, string>>): Promise<ContentStore> {
  const store = contentStore();
  for (const [name, text] of Object.entries(texts)) await store.put(source(name), text);
  return store;
}

/** What the copying double makes of a text. */
export const parquetOf = (text: string, recipe = recipeOf()): string => copyOf(recipe, 'parquet', text);
