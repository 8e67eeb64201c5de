import { filePath, type ObjectRef, schemaFileText } from '@parquetry/core';
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
  { terminal }: CommandContext,
): Promise<void> {
  const plan = outcomes.find(({ outcome }) => outcome.status === 'converted')?.plan;
  if (plan === undefined) return;
  await writeText(ref, schemaFileText(plan.schema), flags.overwrite === true);
  const path = shortPaths(filePath(ref), terminal.directory);
  say(terminal, `schema: ${path} (use it with --schema ${path})`);
}
