import { resolve } from 'node:path';
import { describeHost, placeOf, RECORD_VERSION, type RunRecord, type TuneRecord } from '@parquetry/bench';
import { answerSentence } from '@parquetry/report';
import { ExitCode } from '../../exit-codes.ts';
import { PROJECT_DIRECTORY } from '../../project-directory.ts';
import { sayNote } from '../../terminal/say-note.ts';
import { answer, answerJson, say } from '../../terminal/terminal.ts';
import { answerWidth, wrapText } from '../../terminal/wrap-text.ts';
import { VERSION } from '../../version.ts';
import type { CommandContext } from '../command-context.ts';
import { keepRecord, sayKept } from '../keep-record.ts';
import { asTuneUsage } from './as-tune-usage.ts';
import { exportTo } from './export-result.ts';
import { mayBegin } from './may-begin.ts';
import { measureTune, type Prepared, prepareTune, type Tuned, type Tuning } from './measure-tune.ts';
import { openPlace, type TunePlace } from './open-place.ts';
import { checkAllowed, permissionsTable, policyText } from './permissions.ts';
import { repeatTune, resumeTune } from './repeat-tune.ts';
import { planText } from './tell-plan.ts';
import { LOCAL_PREFIX, type TuneOptions } from './tune-options.ts';
import { foundText } from './tune-table.ts';

async function recordOf({ run, tune }: Tuned, tuning: Tuning): Promise<RunRecord> {
  const host = await describeHost(PROJECT_DIRECTORY);
  const { asOf, dollarsPerGbSecond, region, sources } = tune.prices;
  return {
    recordVersion: RECORD_VERSION,
    id: run.runId,
    createdAt: run.startedAt,
    finishedAt: run.endedAt,
    harness: VERSION,
    command: repeatTune(tuning.target, tuning.options),
    place: tune.place === 'local' ? placeOf(host) : `AWS Lambda · ${tune.region}`,
    seed: run.seed,
    environment: { ...host, bundleSha256: run.function.codeSha256 ?? 'not known' },
    price: {
      dollarsPerGbSecond,
      architecture: tune.function.architecture,
      region,
      asOf,
      source: sources[0] ?? '',
    },
    scenarios: [],
    measurements: [],
    fits: [],
    tune,
    warnings: [...run.leftBehind],
  };
}

/** A size that runs out of time or memory is an answer; one that this machine is too busy to measure is none. */
const hasAnswer = ({ cells }: TuneRecord) =>
  cells.some(({ status }) => status === 'measured' || status === 'finding');

async function tell(tuned: Tuned, tuning: Tuning): Promise<ExitCode> {
  const { context, options, results } = tuning;
  const { terminal } = context;
  const record = await recordOf(tuned, tuning);
  const { tune } = tuned;
  const kept = await keepRecord(results, record);
  if (context.json) answerJson(terminal, { tune, ...kept });
  else {
    const width = answerWidth(terminal);
    const sentence = wrapText(answerSentence(record).replaceAll('\u00a0', ' '), width);
    answer(terminal, `${sentence}\n\n${foundText(tune, width)}\n`);
  }
  for (const warning of [...record.warnings, ...tuned.notes]) sayNote(terminal, warning);
  sayKept(kept, terminal);
  if (options.export !== undefined) await exportTo(options.export, tune, terminal);
  return hasAnswer(tune) ? ExitCode.done : ExitCode.impossible;
}

/** What would be done, and whether it may be. Nothing is invoked or changed. */
async function rehearse({ place, plan, request }: Prepared, { context }: Tuning): Promise<ExitCode> {
  const { terminal } = context;
  const permissions = place.place === 'local' ? [] : await checkAllowed(place, request, terminal.signal);
  if (context.json) {
    const { facts, ...planned } = plan;
    answerJson(terminal, { function: facts, ...planned, visits: undefined, permissions });
  } else {
    answer(terminal, planText(plan));
    for (const warning of plan.warnings) sayNote(terminal, warning);
    if (permissions.length > 0) answer(terminal, `\n${permissionsTable(permissions)}`);
  }
  return permissions.some(({ status }) => status === 'denied') ? ExitCode.badAnswer : ExitCode.done;
}

async function tuneAt(place: TunePlace, tuning: Tuning): Promise<ExitCode> {
  const { context, options } = tuning;
  const { terminal } = context;
  const prepared = await prepareTune(place, tuning);
  if (options.printPolicy) {
    answer(terminal, policyText(place, prepared.request));
    return ExitCode.done;
  }
  if (options.dryRun) return await rehearse(prepared, tuning);
  if (!(await mayBegin(prepared, tuning))) {
    say(terminal, 'nothing was done');
    return ExitCode.done;
  }
  return await tell(await measureTune(prepared, tuning), tuning);
}

/** `parquetry tune <function>` */
export async function tune(target: string, options: TuneOptions, context: CommandContext): Promise<ExitCode> {
  const { settings, terminal } = context;
  const results = resolve(terminal.directory, settings.results);
  const resumeCommand = (runId: string) => resumeTune(target, options, settings.results, runId);
  const isGoneAfterwards = target.startsWith(LOCAL_PREFIX);
  const tuning = { target, options, context, results, ...(!isGoneAfterwards && { resumeCommand }) };
  return await asTuneUsage(async () => {
    await using place = await openPlace(target, options, terminal);
    return await tuneAt(place, tuning);
  });
}
