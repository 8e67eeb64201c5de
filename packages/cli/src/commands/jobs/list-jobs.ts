import type { DeadLetter, LetterEntry } from '@parquetry/delivery';
import { ExitCode } from '../../exit-codes.ts';
import { plural } from '../../terminal/format.ts';
import { shellWord } from '../../terminal/shell-word.ts';
import { shortPaths } from '../../terminal/short-paths.ts';
import { answer, answerJson, say, type Terminal } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { type JobsFlags, ofKinds } from './jobs-flags.ts';
import { letterTable } from './letter-table.ts';
import { openLetters, withQueueErrors } from './open-letters.ts';

type Corrupt = Extract<LetterEntry, { status: 'corrupt' }>;

/** Undefined: as wide as need be. */
const columnsOf = ({ isAnsweringToTerminal, stdout }: Terminal): number | undefined =>
  isAnsweringToTerminal ? (stdout as Partial<NodeJS.WriteStream>).columns : undefined;

interface NextSteps {
  readonly show: (id: string) => string;
  readonly redrive: string;
}

function nextSteps(name: string, { queue }: JobsFlags): NextSteps {
  const at = shellWord(name);
  return queue === undefined
    ? { show: (id) => `parquetry jobs show ${at} ${id}`, redrive: `parquetry jobs redrive ${at}` }
    : {
        show: (id) => `parquetry jobs show ${id} --queue ${at}`,
        redrive: `parquetry jobs redrive <place> --queue ${at}`,
      };
}

/** `2 data-quality, 1 permanent` */
function kindsText(letters: readonly DeadLetter[]): string {
  const byKind = Map.groupBy(letters, ({ failure }) => failure.kind);
  return [...byKind].map(([kind, some]) => `${some.length} ${kind}`).join(', ');
}

function tell(
  letters: readonly DeadLetter[],
  corrupt: readonly Corrupt[],
  next: NextSteps,
  { terminal }: CommandContext,
) {
  if (letters.length > 0) {
    const columns = columnsOf(terminal) ?? Number.POSITIVE_INFINITY;
    const shorten = (text: string) => shortPaths(text, terminal.directory);
    answer(terminal, letterTable(letters, { columns, shorten }));
    say(terminal, `${plural(letters.length, 'dead letter')}: ${kindsText(letters)}`);
    say(terminal, `all of one: ${next.show(letters[0]!.id)}; try them again: ${next.redrive}`);
  }
  for (const { id, because } of corrupt) say(terminal, `${id} cannot be read: ${because}`);
}

/** `parquetry jobs list [place]` */
export async function listJobs(
  place: string | undefined,
  flags: JobsFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, json } = context;
  const isWanted = ofKinds(flags);
  await using opened = await openLetters(place, flags, context);
  const letters: DeadLetter[] = [];
  const corrupt: Corrupt[] = [];
  await withQueueErrors(async () => {
    for await (const entry of opened.letters.list(terminal.signal)) {
      if (entry.status === 'corrupt') corrupt.push(entry);
      else if (isWanted(entry.letter)) letters.push(entry.letter);
    }
  });
  letters.sort((a, b) => (a.lastFailedAt === b.lastFailedAt ? 0 : a.lastFailedAt < b.lastFailedAt ? 1 : -1));
  if (json) {
    answerJson(terminal, { place: opened.name, letters, corrupt });
    return ExitCode.done;
  }
  const named =
    flags.kind === undefined ? 'no dead letters' : `no dead letters of kind ${flags.kind.join(', ')}`;
  if (letters.length + corrupt.length === 0) say(terminal, `${opened.name}: ${named}`);
  tell(letters, corrupt, nextSteps(opened.name, flags), context);
  return ExitCode.done;
}
