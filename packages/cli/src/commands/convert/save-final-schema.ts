import { type ObjectRef, type ObjectStore, schemaFileText } from '@parquetry/core';
import { placeOf } from '../../inputs/places.ts';
import { shortPaths } from '../../terminal/short-paths.ts';
import { say } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { writeText } from '../write-text.ts';
import type { ConvertFlags } from './convert-flags.ts';
import type { InputOutcome } from './input-outcome.ts';

/** Writes the schema that all inputs were converted with; nothing when none was. */
export async function saveFinalSchema(
  ref: ObjectRef,
  outcomes: readonly InputOutcome[],
  flags: ConvertFlags,
  { context: { terminal }, store }: { readonly context: CommandContext; readonly store: ObjectStore },
): Promise<void> {
  const plan = outcomes.find(({ outcome }) => outcome.status === 'converted')?.plan;
  if (plan === undefined) return;
  await writeText(ref, schemaFileText(plan.schema), flags.overwrite === true, store);
  const path = shortPaths(placeOf(ref), terminal.directory);
  say(terminal, `schema: ${path} (use it with --schema ${path})`);
}
