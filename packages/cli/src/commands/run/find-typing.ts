import type { DeclaredTypes, ObjectStore } from '@parquetry/core';
import type { Job, Recipe } from '@parquetry/delivery';
import { UsageError } from '../../exit-codes.ts';
import { textReader } from '../../inputs/read-text.ts';
import { plural } from '../../terminal/format.ts';
import { say } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { declaredTypes } from '../declared-types.ts';
import type { BatchFlags } from './batch-flags.ts';
import { inferTyping } from './infer-typing.ts';
import type { WantedRecipe } from './wanted-recipe.ts';

const DEFAULT_SAMPLE_BYTES = 1 << 20;

/** Objects that a shared schema is inferred from. */
export const SAMPLED_OBJECTS = 20;

export interface TypingRequest {
  readonly recipe: WantedRecipe;
  readonly flags: BatchFlags;
  readonly context: CommandContext;
  readonly store: ObjectStore;
  /** Objects of the listing, spread over it; asked for where types have to be found in them. */
  readonly sample: () => Promise<readonly Job[]>;
}

/** @throws UsageError when there would be several schemas to write, or none. */
function requireTyping({ types, schemaPerFile, schema, saveSchema }: BatchFlags): void {
  if (schemaPerFile && types) throw new UsageError('--types strings goes with one schema for all files');
  if (schemaPerFile && schema !== undefined) {
    throw new UsageError('--schema is one schema for all files, --schema-per-file makes several; choose one');
  }
  if (schemaPerFile && saveSchema !== undefined) {
    throw new UsageError('--save-schema writes one schema, --schema-per-file makes several; choose one');
  }
}

const schemaOf = (declared: DeclaredTypes) => ({ columns: [...declared.values()] });

/**
 * The types of all objects: those given, those of each object by itself, or those that some of the objects have.
 *
 * @throws UsageError when none can be found.
 */
export async function findTyping(
  request: TypingRequest,
): Promise<{ readonly typing: Recipe['typing']; readonly newColumns: Recipe['newColumns'] }> {
  const { recipe, flags, context, store } = request;
  const { terminal } = context;
  requireTyping(flags);
  const { newColumns } = recipe;
  const { sample = DEFAULT_SAMPLE_BYTES } = flags;
  const sampleBytes = sample === 'all' ? undefined : sample;
  const declared = await declaredTypes(flags, textReader(store, terminal));
  if (flags.schema !== undefined) {
    return { typing: { kind: 'shared', schema: schemaOf(declared), isWhole: true }, newColumns };
  }
  if (flags.schemaPerFile && declared.size > 0) {
    return { typing: { kind: 'shared', schema: schemaOf(declared), isWhole: false }, newColumns };
  }
  if (flags.schemaPerFile)
    return { typing: { kind: 'per-object', ...(sampleBytes && { sampleBytes }) }, newColumns };

  const objects = await request.sample();
  const { typing, kind, unusable } = await inferTyping(store, objects, {
    recipe,
    declared,
    undeclared: flags.types === 'strings' ? 'string' : 'infer',
    sampleBytes,
    signal: terminal.signal,
  });
  say(
    terminal,
    `types: ${plural(typing.schema.columns.length, 'column')}, from ${plural(objects.length, 'object')} spread over the listing`,
  );
  if (unusable) say(terminal, `${unusable.objects} of them could not be used; the first: ${unusable.first}`);
  // As convert has it.
  return { typing, newColumns: newColumns ?? (kind === 'json' ? 'add' : undefined) };
}
