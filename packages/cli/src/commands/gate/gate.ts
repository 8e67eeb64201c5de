import { resolve } from 'node:path';
import { type GateRecord, type GateTree, type RunRecord, watchHost } from '@parquetry/bench';
import {
  type GateRun,
  identifyBase,
  judgeRun,
  ownCanaries,
  type PreparedTrees,
  prepareTrees,
  type ReviewedSides,
  readReviewedFile,
  requireUntouched,
  runGate,
  sequentialPlan,
  standingAcceptances,
} from '@parquetry/gate';
import { type ExitCode, UsageError } from '../../exit-codes.ts';
import { sayNote } from '../../terminal/say-note.ts';
import { answer, answerCompactJson, answerJson } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { keepRecord, sayKept } from '../keep-record.ts';
import { type ChosenUnits, chooseUnits, type OpenCanaries } from './choose-units.ts';
import { countHere } from './count-here.ts';
import { failureOf, withoutBlame } from './failure-of.ts';
import type { GateOptions } from './gate-options.ts';
import { type GateReporter, reportGate } from './gate-progress.ts';
import { gateText } from './gate-text.ts';
import { publish, publishFailure } from './publish.ts';
import { recordFrame } from './record-frame.ts';
import { repeatGate } from './repeat-gate.ts';
import { workDirectoryOf } from './work-directory.ts';

const MS_PER_MINUTE = 60_000;
/** Pairs at which it may stop are those of the plan; all of them are of this harness. */
const PLAN = sequentialPlan();

const treeOf = ({ name, commit, dirty, lockfileSha256 }: GateTree): GateTree => ({
  name,
  commit,
  dirty,
  lockfileSha256,
});

interface Measured {
  readonly run: GateRun;
  readonly trees: PreparedTrees;
  readonly chosen: ChosenUnits;
  readonly startedAt: string;
}

function gateRecordOf({ run, trees, chosen }: Measured, options: GateOptions): GateRecord {
  const { looks, shares, alarmLevel, familyLevel, tail } = PLAN;
  const { maxMinutes, maxUndecided, inconclusive = 'by-interval', seed } = options;
  return {
    gateVersion: 1,
    base: treeOf(trees.base),
    head: treeOf(trees.head),
    plan: {
      looks: [...looks],
      spent: [...shares],
      alarmLevel,
      familyLevel: familyLevel.fine + familyLevel.coarse,
      tail,
      maxUndecided,
      inconclusive,
      maxMinutes,
      seed,
    },
    harnessSha256: run.fingerprint['harness'] ?? 'none',
    fingerprint: { ...run.fingerprint },
    benchmarks: [...run.benchmarks],
    canaries: [...run.canaries],
    acceptances: [...run.acceptances],
    notMeasured: [...chosen.notMeasured],
    ...judgeRun(run, { inconclusive, maxUndecided }),
  };
}

async function recordOf(measured: Measured, options: GateOptions): Promise<RunRecord> {
  const { trees, startedAt } = measured;
  const gate = gateRecordOf(measured, options);
  const frame = await recordFrame({
    createdAt: startedAt,
    command: repeatGate(options, trees.base.commit),
    seed: options.seed,
    harnessSha256: gate.harnessSha256,
    warnings: [...trees.warnings, ...gate.benchmarks.flatMap(({ warnings }) => warnings)],
  });
  return { ...frame, gate };
}

const acceptedIn = ({ head }: ReviewedSides): string[] =>
  head?.accepted.map(({ benchmark }) => benchmark) ?? [];

async function readReviewed({ base, head }: PreparedTrees): Promise<ReviewedSides> {
  return { base: await readReviewedFile(base.directory), head: await readReviewedFile(head.directory) };
}

async function measure(
  trees: PreparedTrees,
  options: GateOptions,
  context: CommandContext,
  reporter: GateReporter,
  openCanaries: OpenCanaries,
): Promise<RunRecord> {
  const { terminal, settings } = context;
  const { signal } = terminal;
  const startedAt = new Date().toISOString();
  const reviewed = await readReviewed(trees);
  const identify = () =>
    identifyBase({
      projectDirectory: terminal.directory,
      base: options.base,
      workDirectory: workDirectoryOf(terminal),
      signal,
    });
  const baseCommit = trees.base.commit ?? (await identify());
  const results = resolve(terminal.directory, settings.results);
  await using chosen = await chooseUnits({
    trees,
    reviewed,
    options,
    results,
    terminal,
    label: reporter.label,
    openCanaries,
  });
  const run = await runGate({
    units: chosen.units,
    canaries: chosen.canaries,
    plan: PLAN,
    seed: options.seed,
    maxMs: options.maxMinutes * MS_PER_MINUTE,
    now: () => Date.now(),
    watchHost,
    // Those of benchmarks that are not measured are void as well: that is the run's to say.
    acceptances: standingAcceptances({ ...reviewed, baseCommit, benchmarks: acceptedIn(reviewed) }),
    declaredCounters: { base: reviewed.base?.counters ?? {}, head: reviewed.head?.counters ?? {} },
    signal,
    onProgress: reporter.tell,
  });
  await requireUntouched(trees, signal);
  return await recordOf({ run, trees, chosen, startedAt }, options);
}

async function compare(
  options: GateOptions,
  context: CommandContext,
  openCanaries: OpenCanaries,
): Promise<RunRecord> {
  const { terminal } = context;
  using reporter = reportGate(terminal);
  const reviewed = await readReviewedFile(terminal.directory);
  await using trees = await prepareTrees({
    projectDirectory: terminal.directory,
    base: options.base,
    workDirectory: workDirectoryOf(terminal),
    install: options.install ?? reviewed?.install,
    build: options.build ?? reviewed?.build,
    signal: terminal.signal,
    onStep: reporter.tree,
  });
  return await measure(trees, options, context, reporter, openCanaries);
}

async function tell(record: RunRecord, options: GateOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal, settings } = context;
  const gate = record.gate!;
  const kept = await keepRecord(resolve(terminal.directory, settings.results), record);
  await publish(record, options, context);
  if (context.json) answerCompactJson(terminal, record);
  else answer(terminal, gateText(gate));
  for (const warning of record.warnings) sayNote(terminal, warning);
  sayKept(kept, terminal);
  return gate.exitCode;
}

/** `parquetry gate` */
export async function gate(
  options: GateOptions,
  context: CommandContext,
  openCanaries: OpenCanaries = ownCanaries,
): Promise<ExitCode> {
  if (options.counters && options.base !== undefined) {
    throw new UsageError('--counters looks at this tree alone; leave out --base');
  }
  try {
    if (options.counters) return await countHere(options, context);
    return await tell(await compare(options, context, openCanaries), options, context);
  } catch (error) {
    if (error instanceof UsageError || context.terminal.signal.aborted) throw error;
    const { kind, message } = failureOf(error);
    if (context.json) answerJson(context.terminal, { verdict: 'infrastructure-failure', kind, message });
    await publishFailure(message, options, context);
    throw withoutBlame(error);
  }
}
