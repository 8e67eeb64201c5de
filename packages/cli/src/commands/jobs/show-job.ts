import { recipeFingerprint } from '@parquetry/delivery';
import { ExitCode, UsageError } from '../../exit-codes.ts';
import { shellWord } from '../../terminal/shell-word.ts';
import { shortPaths } from '../../terminal/short-paths.ts';
import { answer, answerJson } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { readRecipe } from '../run/stored-recipe.ts';
import type { JobsFlags } from './jobs-flags.ts';
import { letterText } from './letter-text.ts';
import { type OpenLetters, openLetters, withQueueErrors } from './open-letters.ts';

interface Asked {
  readonly place: string | undefined;
  readonly id: string;
}

function askedFor(names: readonly string[], { queue }: JobsFlags): Asked {
  const [first, second, ...others] = names;
  if (others.length > 0) throw new UsageError('name one job; parquetry jobs list shows them all');
  if (second !== undefined) return { place: first, id: second };
  if (queue !== undefined) return { place: undefined, id: first! };
  throw new UsageError(
    `name where the outputs are and the job: parquetry jobs show ${shellWord(first!)} <id>; parquetry jobs list ${shellWord(first!)} shows the ids`,
  );
}

async function currentRecipe(
  { to, objects }: OpenLetters,
  { terminal }: CommandContext,
): Promise<string | undefined> {
  const recipe = to && (await readRecipe(objects.store, to, terminal.signal));
  return recipe && recipeFingerprint(recipe);
}

/** `parquetry jobs show <place> <id>` */
export async function showJob(
  names: readonly string[],
  flags: JobsFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, json } = context;
  const { place, id } = askedFor(names, flags);
  await using opened = await openLetters(place, flags, context);
  const entry = await withQueueErrors(() => opened.letters.get(id, terminal.signal));
  if (entry === undefined) {
    throw new UsageError(`${opened.name} has no dead letter ${id}; parquetry jobs list shows those it has`);
  }
  if (entry.status === 'corrupt') {
    throw new UsageError(`the dead letter ${id} of ${opened.name} cannot be read: ${entry.because}`);
  }
  if (json) answerJson(terminal, entry.letter);
  else {
    const text = letterText(entry.letter, await currentRecipe(opened, context));
    answer(terminal, shortPaths(text, terminal.directory));
  }
  return ExitCode.done;
}
