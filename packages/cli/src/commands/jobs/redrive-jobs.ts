import { displayRef } from '@parquetry/core';
import {
  deliveryMeter,
  type Recipe,
  type Redriven,
  type RedriveReport,
  recipeFingerprint,
  recipeRef,
  redrive,
  wallClock,
} from '@parquetry/delivery';
import { ExitCode, UsageError } from '../../exit-codes.ts';
import { formatDuration, plural } from '../../terminal/format.ts';
import { startProgress } from '../../terminal/progress.ts';
import { shortPaths } from '../../terminal/short-paths.ts';
import { answerJson, say } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { readRecipe } from '../run/stored-recipe.ts';
import { type JobsFlags, ofKinds } from './jobs-flags.ts';
import { type OpenLetters, openLetters, withQueueErrors } from './open-letters.ts';
import { openSettler } from './open-settler.ts';

/** Messages of a queue are out of others' sight for so long while they are tried again. */
const HIDDEN_SECONDS = 15 * 60;

async function requireRecipe({ to, objects }: OpenLetters, { terminal }: CommandContext): Promise<Recipe> {
  const recipe = await readRecipe(objects.store, to!, terminal.signal);
  if (recipe !== undefined) return recipe;
  throw new UsageError(
    `there is no ${displayRef(recipeRef(to!))}, by which jobs would be tried again; name where parquetry run batch wrote its outputs`,
  );
}

/** What of a letter somebody has to look at. */
function troubleOf(redriven: Redriven): string | undefined {
  switch (redriven.status) {
    case 'converted':
    case 'gone':
      return undefined;
    case 'failed':
      return `failed again: ${redriven.letter.failure.message}`;
    case 'not-removed':
      return `converted, but its dead letter stays: ${redriven.because}`;
    case 'not-tried':
      return `not finished: ${redriven.because}`;
    case 'corrupt':
      return `${redriven.id} cannot be read: ${redriven.because}`;
    default:
      return redriven satisfies never;
  }
}

const idOf = (redriven: Redriven) => (redriven.status === 'corrupt' ? redriven.id : redriven.letter.id);

function jsonOf(redriven: Redriven) {
  const because = troubleOf(redriven);
  const source = redriven.status === 'corrupt' ? undefined : displayRef(redriven.letter.job.source.ref);
  return {
    id: idOf(redriven),
    status: redriven.status,
    ...(source && { source }),
    ...(because && { because }),
  };
}

const countOf = (report: RedriveReport, ...statuses: readonly Redriven['status'][]) =>
  report.letters.filter(({ status }) => statuses.includes(status)).length;

function summaryOf(report: RedriveReport): string {
  const converted = countOf(report, 'converted', 'not-removed');
  const gone = countOf(report, 'gone');
  const failed = countOf(report, 'failed');
  const others = report.letters.length - converted - gone - failed;
  return [
    `${converted} of ${plural(report.letters.length, 'dead letter')} converted in ${formatDuration(report.elapsedMs)}`,
    ...(gone > 0 ? [`${gone} gone at the source`] : []),
    ...(failed > 0 ? [`${failed} failed again`] : []),
    ...(others > 0 ? [`${others} not finished or not readable`] : []),
  ].join(', ');
}

async function carryOut(
  opened: OpenLetters,
  ids: readonly string[],
  flags: JobsFlags,
  context: CommandContext,
): Promise<RedriveReport> {
  const { terminal } = context;
  const isWanted = ofKinds(flags);
  const recipe = await requireRecipe(opened, context);
  const meter = deliveryMeter();
  const total = ids.length > 0 ? ids.length : (await opened.letters.count(terminal.signal)).letters;
  await using settler = await openSettler(recipe, flags, context, meter.observe);
  using progress = startProgress(terminal, total, 'redriving');
  return await redrive({
    letters: opened.letters,
    settle: settler.settle,
    recipe: recipeFingerprint(recipe),
    clock: wallClock,
    signal: terminal.signal,
    filter: (letter) => isWanted(letter) && (ids.length === 0 || ids.includes(letter.id)),
    observe: meter.observe,
    tell: () => progress.advance(1),
    ...(flags.concurrency && { concurrency: flags.concurrency }),
  });
}

/** `parquetry jobs redrive <place> [ids…]` */
export async function redriveJobs(
  place: string,
  ids: readonly string[],
  flags: JobsFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, json } = context;
  await using opened = await openLetters(place, flags, context, HIDDEN_SECONDS);
  const whole = await withQueueErrors(() => carryOut(opened, ids, flags, context));
  // Nobody asked for those that cannot be read, when others were named.
  const isAskedFor = (it: Redriven) => ids.length === 0 || ids.includes(idOf(it));
  const report = { ...whole, letters: whole.letters.filter(isAskedFor) };
  const missing = ids.filter((id) => !report.letters.some((it) => idOf(it) === id));
  if (json) {
    answerJson(terminal, { elapsedMs: report.elapsedMs, letters: report.letters.map(jsonOf), missing });
  } else {
    const troubles = report.letters.flatMap((it) => troubleOf(it) ?? []);
    for (const trouble of troubles) say(terminal, shortPaths(trouble, terminal.directory));
    say(
      terminal,
      report.letters.length === 0 ? `${opened.name}: no dead letters to redrive` : summaryOf(report),
    );
  }
  if (report.isAborted) {
    say(terminal, 'interrupted; whatever is not finished is still a dead letter');
    return ExitCode.interrupted;
  }
  if (missing.length > 0) {
    throw new UsageError(
      `${opened.name} has no dead letter ${missing.join(', ')}; parquetry jobs list shows those it has`,
    );
  }
  return countOf(report, 'converted', 'gone') === report.letters.length ? ExitCode.done : ExitCode.badAnswer;
}
