import {
  estimateBackfill,
  executionName,
  type MachineArn,
  type MeasuredFunction,
  parseMachineArn,
  type StateMachines,
} from '@parquetry/deploy';
import { defaultPrices, pricesOf } from '@parquetry/prices';
import { ExitCode, UsageError } from '../../exit-codes.ts';
import { openObjects } from '../../inputs/open-objects.ts';
import { answer, answerJson, say } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { type BackfillFlags, DEFAULT_BATCH_OBJECTS, DEFAULT_FUNCTION_MB } from './backfill-flags.ts';
import { type BackfillParts, backfillParts } from './backfill-parts.ts';
import { backfillInput, countSources } from './backfill-source.ts';
import { type BackfillPlan, planText, sourceText } from './backfill-text.ts';
import { sayNextSteps, watchToEnd } from './backfill-watch.ts';

const measuredOf = ({ fileMs, functionMemory, architecture }: BackfillFlags): MeasuredFunction | undefined =>
  fileMs === undefined
    ? undefined
    : {
        msPerObject: fileMs,
        memoryMb: functionMemory ?? DEFAULT_FUNCTION_MB,
        architecture: architecture ?? 'arm64',
      };

/** The bucket lies where the machine is, unless somebody says otherwise. */
const inRegion = (context: CommandContext, { region }: MachineArn): CommandContext => ({
  ...context,
  settings: { ...context.settings, region: context.settings.region ?? region },
});

async function makePlan(
  place: string,
  flags: BackfillFlags,
  machine: MachineArn,
  { now }: BackfillParts,
  context: CommandContext,
): Promise<BackfillPlan> {
  const input = backfillInput(place, flags);
  await using objects = openObjects(inRegion(context, machine));
  say(context.terminal, `counting ${sourceText(input)}`);
  const count = await countSources(objects.store, input, context.terminal.signal);
  if (count.objects === 0) throw new UsageError(`there is nothing to convert: ${sourceText(input)}`);
  const prices = pricesOf(machine.region) ?? defaultPrices;
  const batchObjects = flags.batchObjects ?? DEFAULT_BATCH_OBJECTS;
  const size = { listed: count.listed, objects: count.objects, batchObjects, outputs: 1 };
  const estimate = estimateBackfill(size, measuredOf(flags), prices);
  return { machine, name: flags.name ?? executionName(input, now()), input, count, estimate, prices };
}

const jsonOf = ({ machine, name, input, count, estimate, prices }: BackfillPlan) => ({
  account: machine.account,
  region: machine.region,
  stateMachine: machine.arn,
  name,
  input,
  ...count,
  ...estimate,
  prices: { region: prices.region, asOf: prices.asOf },
});

/** @throws UsageError where there is nobody to ask. */
async function mayStart(
  { machine, name }: BackfillPlan,
  { yes }: BackfillFlags,
  parts: BackfillParts,
  { terminal }: CommandContext,
): Promise<boolean> {
  if (yes === true) return true;
  return await parts.isAllowed(`Start ${name} in account ${machine.account}?`, terminal);
}

async function start(
  place: string,
  flags: BackfillFlags,
  parts: BackfillParts,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, json } = context;
  const machine = parseMachineArn(flags.stateMachine!, 'stateMachine');
  const plan = await makePlan(place, flags, machine, parts, context);
  if (flags.dryRun === true) {
    if (json) answerJson(terminal, jsonOf(plan));
    else answer(terminal, planText(plan));
    return ExitCode.done;
  }
  say(terminal, planText(plan));
  if (!(await mayStart(plan, flags, parts, context))) {
    say(terminal, 'nothing was started');
    return ExitCode.impossible;
  }
  using machines = await parts.openMachines(machine.region);
  const executionArn = await machines.start(machine.arn, plan.name, plan.input, terminal.signal);
  say(terminal, `started ${executionArn}`);
  if (flags.detach !== true) return await watchToEnd(machines, executionArn, parts, context);
  if (json) answerJson(terminal, { ...jsonOf(plan), execution: { arn: executionArn, status: 'running' } });
  sayNextSteps(terminal, executionArn);
  return ExitCode.done;
}

async function stop(machines: StateMachines, arn: string, context: CommandContext): Promise<ExitCode> {
  const { terminal, json } = context;
  await machines.stop(arn, 'stopped by parquetry run backfill --stop', terminal.signal);
  if (json) answerJson(terminal, { execution: { arn, status: 'aborted' } });
  say(terminal, 'stopped; batches that functions hold are finished, no others are begun');
  return ExitCode.done;
}

function requireOneTask(place: string | undefined, { stateMachine, stop: ends, watch }: BackfillFlags): void {
  const tasks = [place, ends, watch].filter((it) => it !== undefined);
  if (tasks.length !== 1) {
    throw new UsageError('name one of: s3://bucket/prefix to start, --watch <execution>, --stop <execution>');
  }
  if (place !== undefined && stateMachine === undefined) {
    throw new UsageError(
      'name the state machine with --state-machine; BackfillStateMachineArn among the outputs of the stack is its ARN',
    );
  }
}

/** `parquetry run backfill [place]` */
export async function runBackfill(
  place: string | undefined,
  flags: BackfillFlags,
  context: CommandContext,
  parts: BackfillParts = backfillParts(context.terminal),
): Promise<ExitCode> {
  requireOneTask(place, flags);
  if (place !== undefined) return await start(place, flags, parts, context);
  const { region, arn } = parseMachineArn((flags.watch ?? flags.stop)!, 'execution');
  using machines = await parts.openMachines(region);
  return flags.stop === undefined
    ? await watchToEnd(machines, arn, parts, context)
    : await stop(machines, arn, context);
}
