import { join, resolve } from 'node:path';
import {
  collectPool,
  hashWork,
  KNOWN_TRUTHS,
  ownValidation,
  type ReplayedTruth,
  replayTruth,
  scenarioNames,
  sequentialPlan,
} from '@parquetry/gate';
import { ExitCode } from '../../exit-codes.ts';
import { startProgress } from '../../terminal/progress.ts';
import { answer, answerJson, say } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { busyProcess } from './busy-process.ts';
import type { ValidateOptions } from './gate-options.ts';
import { openPlaces } from './open-places.ts';
import { validationText } from './validation-text.ts';

const MS_PER_MINUTE = 60_000;
const MAX_UNDECIDED = 0.1;
const PLAN = sequentialPlan();

const poolPath = (results: string, { beside = false }: ValidateOptions) =>
  join(results, 'validation', beside ? 'beside-a-busy-process.ndjson' : 'alone.ndjson');

/** A false alarm is likeliest in a run of one benchmark, and a slowdown hardest to see in one of many. */
const rulesFor = (truth: number) => ({
  plan: PLAN,
  maxUndecided: MAX_UNDECIDED,
  comparisons: truth > 0 ? scenarioNames.length : 1,
});

async function replayed(
  options: ValidateOptions,
  context: CommandContext,
): Promise<readonly ReplayedTruth[]> {
  const { terminal, settings } = context;
  const { rounds, minutes, beside = false, seed } = options;
  const results = resolve(terminal.directory, settings.results);
  await using opened = new AsyncDisposableStack();
  const places = await openPlaces(results, terminal, opened);
  using progress = startProgress(terminal, rounds, 'preparing');
  const units = await ownValidation(places.bundleDirectory, { ...places, seed }, terminal.signal);
  using _busy = beside ? busyProcess() : undefined;
  let shown = 0;
  const { rows } = await collectPool({
    path: poolPath(results, options),
    units,
    rounds,
    beside,
    work: await hashWork(units, seed, places.bundleDirectory),
    seed,
    now: () => performance.now(),
    deadlineMs: minutes === undefined ? undefined : performance.now() + minutes * MS_PER_MINUTE,
    signal: terminal.signal,
    onRound(done) {
      progress.label(`${done} of ${rounds} rounds of ${KNOWN_TRUTHS.length} pairs`);
      progress.advance(done - shown);
      shown = done;
    },
  });
  return KNOWN_TRUTHS.map((truth) => replayTruth(rows, truth, rulesFor(truth)));
}

/** `parquetry gate validate` */
export async function gateValidate(options: ValidateOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal, settings } = context;
  const truths = await replayed(options, context);
  if (context.json) answerJson(terminal, { truths });
  else answer(terminal, validationText(truths));
  say(terminal, `pairs: ${poolPath(settings.results, options)}; the same command goes on with them`);
  return ExitCode.done;
}
