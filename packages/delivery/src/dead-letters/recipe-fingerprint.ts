import { createHash } from 'node:crypto';
import type { Recipe } from '../jobs/recipe.ts';

const sorted = (_name: string, part: unknown): unknown =>
  typeof part === 'object' && part !== null && !Array.isArray(part)
    ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
    : part;

/** 16 hexadecimal digits: the same for equal recipes, whatever the order of their members. */
export const recipeFingerprint = (recipe: Recipe): string =>
  createHash('sha256').update(JSON.stringify(recipe, sorted)).digest('hex').slice(0, 16);
