import { displayRef, type ObjectStore, StoreError } from '@parquetry/core';
import { type Place, type Recipe, recipeRef } from '@parquetry/delivery';
import { UsageError } from '../../exit-codes.ts';
import { isS3Name } from '../../inputs/places.ts';
import { textReader } from '../../inputs/read-text.ts';
import { declaredTypes } from '../declared-types.ts';
import { placeText } from './batch-places.ts';
import { findTyping, type TypingRequest } from './find-typing.ts';
import { saidDifference } from './said-differences.ts';
import { readRecipe } from './stored-recipe.ts';

/** As a person would say it. */
function shown(value: unknown): string {
  if (value === undefined || value === '') return 'not set';
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** @throws UsageError when the flags say something else than the recipe. */
async function requireSame(kept: Recipe, { recipe, flags, context, store }: TypingRequest): Promise<void> {
  const declared = await declaredTypes(flags, textReader(store, context.terminal));
  const difference = saidDifference(kept, recipe, flags, declared, context);
  if (difference === undefined) return;
  const { flag, now, before } = difference;
  throw new UsageError(
    `${flag} is ${shown(now)} now, and ${shown(before)} in ${displayRef(recipeRef(kept.to))}, which the batch was begun ` +
      'with; say the same, or nothing, to go on, or start anew with --overwrite',
  );
}

/** @throws UsageError when there is something that a new batch could replace. */
async function requireNothingThere(store: ObjectStore, to: Place, signal: AbortSignal): Promise<void> {
  if (await readRecipe(store, to, signal)) {
    throw new UsageError(
      `${placeText(to)} holds a batch already; go on with it by --resume, or start anew with --overwrite`,
    );
  }
  const output = await firstOutput(store, to, signal);
  if (output === undefined) return;
  throw new UsageError(
    `${displayRef(output)} exists already, and may be replaced; choose another --out, or allow it with --overwrite`,
  );
}

async function firstOutput(store: ObjectStore, { bucket, prefix }: Place, signal: AbortSignal) {
  try {
    for await (const { ref } of store.list(bucket, prefix, signal))
      if (/\.(parquet|avro)$/.test(ref.key)) return ref;
  } catch (error) {
    // A directory that is still to be made.
    if (!(error instanceof StoreError && error.code === 'not-found' && !isS3Name(bucket))) throw error;
  }
  return undefined;
}

/**
 * What becomes of every object: with `--resume`, what the batch was begun with; else what the flags say, and the objects
 * where types are to be found in them.
 *
 * @throws UsageError when there is nothing to resume, or something that would be lost.
 */
export async function batchRecipe(request: TypingRequest): Promise<Recipe> {
  const { recipe: wanted, flags, store, context } = request;
  const { signal } = context.terminal;
  const out = placeText(wanted.to);
  if (flags.resume) {
    const kept = await readRecipe(store, wanted.to, signal);
    if (kept === undefined) throw new UsageError(`${out} holds no batch to go on with; leave --resume out`);
    await requireSame(kept, request);
    return kept;
  }
  if (!flags.overwrite && !flags.dryRun) await requireNothingThere(store, wanted.to, signal);
  const { typing, newColumns } = await findTyping(request);
  return { ...wanted, typing, ...(newColumns && { newColumns }) };
}
