import { displayRef } from '@parquetry/core';
import { type Recipe, recipeRef } from '@parquetry/delivery';
import { UsageError } from '../../exit-codes.ts';
import { textReader } from '../../inputs/read-text.ts';
import { declaredTypes } from '../declared-types.ts';
import { placeText } from './batch-places.ts';
import { findTyping, type TypingRequest } from './find-typing.ts';
import { saidDifference } from './said-differences.ts';
import { readRecipe } from './stored-recipe.ts';

const shown = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'not set'));

/** @throws UsageError when the flags say something else than the recipe. */
async function requireSame(kept: Recipe, { recipe, flags, context, store }: TypingRequest): Promise<void> {
  const declared = await declaredTypes(flags, textReader(store, context.terminal));
  const difference = saidDifference(kept, recipe, flags, declared, context);
  if (difference === undefined) return;
  const { flag, now, before } = difference;
  throw new UsageError(
    `${flag} is ${shown(now)} now, and ${shown(before)} in ${displayRef(recipeRef(kept.to))}, which the batch was begun ` +
      'with; leave it out to go on, or start anew with --overwrite',
  );
}

/**
 * What becomes of every object: with `--resume`, what the batch was begun with; else what the flags say, and the objects
 * where types are to be found in them.
 *
 * @throws UsageError when there is nothing to resume, or something that would be lost.
 */
export async function batchRecipe(request: TypingRequest): Promise<Recipe> {
  const { recipe: wanted, flags, store, context } = request;
  const isToBeRead = flags.resume || (!flags.overwrite && !flags.dryRun);
  const kept = isToBeRead ? await readRecipe(store, wanted.to, context.terminal.signal) : undefined;
  const out = placeText(wanted.to);
  if (flags.resume) {
    if (kept === undefined) throw new UsageError(`${out} holds no batch to go on with; leave --resume out`);
    await requireSame(kept, request);
    return kept;
  }
  if (kept !== undefined) {
    throw new UsageError(
      `${out} holds a batch already; go on with it by --resume, or start anew with --overwrite`,
    );
  }
  const { typing, newColumns } = await findTyping(request);
  return { ...wanted, typing, ...(newColumns && { newColumns }) };
}
