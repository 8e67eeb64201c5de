import { type ObjectRef, type ObjectStore, schemaFileText } from '@parquetry/core';
import {
  type BatchRequest,
  type Job,
  listSources,
  requireSeparate,
  type SourceFilter,
  sourceFilter,
  wallClock,
  whyLeftOut,
} from '@parquetry/delivery';
import { ExitCode, UsageError } from '../../exit-codes.ts';
import { openObjects } from '../../inputs/open-objects.ts';
import { placeOf, refOf } from '../../inputs/places.ts';
import { say } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { writeText } from '../write-text.ts';
import type { BatchFlags } from './batch-flags.ts';
import { batchPlaces, placeText } from './batch-places.ts';
import { batchRecipe } from './batch-recipe.ts';
import { batchSettings } from './batch-settings.ts';
import { type BatchEnd, failedOf, tellBatchEnd } from './batch-summary.ts';
import { carryOutBatch } from './carry-out-batch.ts';
import { tellDryRun } from './dry-run.ts';
import { SAMPLED_OBJECTS } from './find-typing.ts';
import { localNetwork } from './local-network.ts';
import { resumeCommand } from './resume-command.ts';
import { SpreadSample } from './spread-sample.ts';
import { writeRecipe } from './stored-recipe.ts';
import { type WantedRecipe, wantedRecipe } from './wanted-recipe.ts';

const patience = { clock: wallClock, random: Math.random };

function requireFlagsFit(
  { resume, overwrite, dryRun, saveSchema, metrics }: BatchFlags,
  json: boolean,
): void {
  if (resume && overwrite) throw new UsageError('--resume goes on, --overwrite starts anew; choose one');
  if (resume && saveSchema !== undefined)
    throw new UsageError('--save-schema goes with a new batch, not --resume');
  if (dryRun && saveSchema !== undefined)
    throw new UsageError('--dry-run writes nothing; leave --save-schema out');
  if (json && metrics) throw new UsageError('--json and --metrics both want stdout; choose one');
}

/** Objects of which the types are found, spread over the listing. */
async function sampleOf(
  store: ObjectStore,
  { from }: WantedRecipe,
  filter: SourceFilter,
  signal: AbortSignal,
): Promise<readonly Job[]> {
  const sample = new SpreadSample(SAMPLED_OBJECTS);
  let leftOut = 0;
  const onLeftOut = () => {
    leftOut += 1;
  };
  for await (const job of listSources(store, from, filter, { ...patience, signal, onLeftOut }))
    sample.add(job);
  const jobs = sample.jobs();
  if (jobs.length > 0) return jobs;
  throw new UsageError(`${placeText(from)}: ${nothingThere(leftOut)}`);
}

const nothingThere = (leftOut: number) =>
  leftOut === 0
    ? 'there is nothing; check the prefix'
    : `none of the ${leftOut} objects there is a source; choose among them with --include`;

interface Prepared {
  readonly request: BatchRequest;
  /** Where the schema is saved. */
  readonly schemaFile: ObjectRef | undefined;
}

/** @throws UsageError when the next run would take the schema for a source. */
function schemaFileOf(
  { saveSchema }: BatchFlags,
  { from }: WantedRecipe,
  filter: SourceFilter,
  directory: string,
) {
  if (saveSchema === undefined) return undefined;
  const ref = refOf(saveSchema, directory);
  const [place, within] = [placeOf(ref), placeText(from)];
  const isSource =
    place.startsWith(within) && whyLeftOut(filter, place.slice(within.length), 1) === undefined;
  if (!isSource) return ref;
  throw new UsageError(`--save-schema ${saveSchema} would be a source of the next run; name another place`);
}

async function prepare(
  wanted: WantedRecipe,
  flags: BatchFlags,
  context: CommandContext,
  store: ObjectStore,
): Promise<Prepared> {
  const { directory, signal } = context.terminal;
  const { include, exclude, resume = false } = flags;
  const filter = sourceFilter.parse({ include, exclude });
  const schemaFile = schemaFileOf(flags, wanted, filter, directory);
  const sample = () => sampleOf(store, wanted, filter, signal);
  const recipe = await batchRecipe({ recipe: wanted, flags, context, store, sample });
  return { request: { ...patience, store, recipe, filter, resume, signal }, schemaFile };
}

/** Before the first output. */
async function saveState({ request, schemaFile }: Prepared, overwrite: boolean, signal: AbortSignal) {
  const { recipe, resume, store } = request;
  if (schemaFile !== undefined && recipe.typing.kind === 'shared') {
    await writeText(schemaFile, schemaFileText(recipe.typing.schema), overwrite, store);
  }
  if (!resume) await writeRecipe(store, recipe, signal);
}

/** Tells the end, and what it means to the shell. */
function concludeBatch(name: string, end: BatchEnd, flags: BatchFlags, context: CommandContext): ExitCode {
  const { summary, recipe, isInterrupted, trouble } = end;
  tellBatchEnd(end, context);
  if (isInterrupted || trouble) {
    const how = isInterrupted ? 'interrupted' : 'not all is done';
    say(context.terminal, `${how}; go on with: ${resumeCommand(name, flags, context)}`);
  }
  if (trouble) throw trouble.error;
  if (isInterrupted) return ExitCode.interrupted;
  if (summary.offered === 0) {
    const leftOut = Object.values(summary.leftOut).reduce((sum, count) => sum + count, 0);
    throw new UsageError(`${placeText(recipe.from)}: ${nothingThere(leftOut)}`);
  }
  return failedOf(summary) > 0 ? ExitCode.badAnswer : ExitCode.done;
}

/** `parquetry run batch <prefix>` */
export async function runBatch(name: string, flags: BatchFlags, context: CommandContext): Promise<ExitCode> {
  const { directory, signal } = context.terminal;
  requireFlagsFit(flags, context.json);
  const wanted = wantedRecipe(await batchPlaces(name, flags, directory), flags, context);
  requireSeparate(wanted);
  const network = await localNetwork(flags, context);
  await using objects = openObjects(context);
  const prepared = await prepare(wanted, flags, context, objects.store);
  const { request } = prepared;
  const settings = batchSettings(request.recipe, flags, context);
  if (flags.dryRun) return tellDryRun({ ...request, settings }, context);
  await saveState(prepared, flags.overwrite === true, signal);
  const end = await carryOutBatch({ request, settings, network, flags, context, objects });
  return concludeBatch(name, end, flags, context);
}
