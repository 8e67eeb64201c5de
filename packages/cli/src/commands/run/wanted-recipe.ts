import type { Recipe } from '@parquetry/delivery';
import type { CommandContext } from '../command-context.ts';
import { badRowPolicyOf } from '../convert/convert-flags.ts';
import { outputChoices, requireWritable } from '../convert/output-plans.ts';
import { sourceOptionsOf } from '../source-flags.ts';
import type { BatchFlags } from './batch-flags.ts';
import type { BatchPlaces } from './batch-places.ts';

/** All of a recipe that the command line tells by itself. */
export type WantedRecipe = Omit<Recipe, 'typing'>;

/** @throws UsageError when flags contradict each other. */
export function wantedRecipe(
  { from, to, rejects }: BatchPlaces,
  flags: BatchFlags,
  { settings }: CommandContext,
): WantedRecipe {
  const formats = [...new Set(settings.to ?? (['parquet'] as const))];
  requireWritable(formats, flags, settings);
  const badRows = badRowPolicyOf(flags);
  return {
    from,
    to,
    ...(badRows.fate !== 'fail' && { rejects }),
    source: sourceOptionsOf(flags),
    badRows,
    ...(flags.invalidBytes && { invalidBytes: flags.invalidBytes }),
    ...(flags.onNewColumn && { newColumns: flags.onNewColumn }),
    outputs: outputChoices(formats, flags, settings),
  };
}
