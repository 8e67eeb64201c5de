import { relative, resolve } from 'node:path';
import type { TuneRecord } from '@parquetry/bench';
import { hostArchitecture } from '@parquetry/lambda';
import { type CalibrationFile, comparePlaces, type PlaceComparison } from '@parquetry/tune';
import { ExitCode, UsageError } from '../../exit-codes.ts';
import { sayNote } from '../../terminal/say-note.ts';
import { answer, answerJson, say } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { asTuneUsage } from './as-tune-usage.ts';
import { machineHere, writeCalibration } from './calibration-file.ts';
import { calibrationTable } from './calibration-table.ts';
import { KERNEL_PAYLOAD } from './kernel-payload.ts';
import { mayBegin } from './may-begin.ts';
import { measureTune, type Prepared, prepareTune, type Tuned, type Tuning } from './measure-tune.ts';
import { openPlace, type TunePlace } from './open-place.ts';
import type { TuneOptions } from './tune-options.ts';

export interface CalibrateOptions
  extends Pick<TuneOptions, 'endpoint' | 'maxUsd' | 'memory' | 'region' | 'samples' | 'seed' | 'yes'> {}

const LOCAL = 'local:bench';

/** Warm invocations alone, one at a time: the same here and there. */
const tuneOptions = (options: CalibrateOptions): TuneOptions => ({
  ...options,
  concurrency: [1],
  cold: 0,
  seconds: 1,
  balancedWeight: 0.5,
});

function requireComparable({ facts: { architecture, isOurs, name } }: TunePlace): void {
  if (!isOurs)
    throw new UsageError(`${name} does not run our kernel: deploy the bench function and calibrate with it`);
  const here = hostArchitecture();
  if (architecture !== here)
    throw new UsageError(
      `${name} is ${architecture}, this machine is ${here}: their times are never compared`,
    );
}

function fileOf(local: Tuned, there: TuneRecord, errors: PlaceComparison['errors']): CalibrationFile {
  const { function: it, place, region } = there;
  return {
    calibrationVersion: 1,
    at: new Date().toISOString(),
    machine: machineHere(local.run.cpuControl),
    function: { name: it.name, place, region, codeSha256: it.codeSha256 },
    errors: [...errors],
  };
}

async function measureHere(tuning: Tuning): Promise<Tuned> {
  await using here = await openPlace(LOCAL, tuning.options, tuning.context.terminal);
  const local = await measureTune(await prepareTune(here, tuning), tuning);
  if (local.tune.cells.some(({ status }) => status === 'measured')) return local;
  const reasons = local.tune.cells.map((cell) => (cell.status === 'measured' ? '' : cell.because));
  throw new UsageError(`no size could be measured on this machine: ${[...new Set(reasons)].join('; ')}`);
}

async function tell(found: PlaceComparison, local: Tuned, there: Tuned, tuning: Tuning): Promise<ExitCode> {
  const { context, results } = tuning;
  const { terminal } = context;
  for (const warning of there.run.leftBehind) sayNote(terminal, warning);
  if (found.errors.length === 0) {
    for (const { because, memoryMb } of found.gaps) sayNote(terminal, `${memoryMb} MB: ${because}`);
    say(terminal, 'no size was measured both here and there: nothing was written');
    return ExitCode.badAnswer;
  }
  const file = fileOf(local, there.tune, found.errors);
  const path = await writeCalibration(results, file);
  if (context.json) answerJson(terminal, { ...file, gaps: found.gaps, path });
  else answer(terminal, calibrationTable(file, found.gaps));
  if (file.function.place === 'local')
    sayNote(terminal, 'that function runs on this machine too: tunes stay uncalibrated');
  say(terminal, `calibration: ${relative(terminal.directory, path)}`);
  return ExitCode.done;
}

async function calibrateAt(prepared: Prepared, tuning: Tuning): Promise<ExitCode> {
  if (!(await mayBegin(prepared, tuning))) {
    say(tuning.context.terminal, 'nothing was done');
    return ExitCode.done;
  }
  // First here: where this machine is too busy to say, nothing is spent there.
  const local = await measureHere({ ...tuning, target: LOCAL });
  const there = await measureTune(prepared, tuning);
  return await tell(comparePlaces(local.tune, there.tune), local, there, tuning);
}

/** `parquetry tune calibrate <function>` */
export async function calibrateTune(
  target: string,
  asked: CalibrateOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { settings, terminal } = context;
  const options = tuneOptions(asked);
  const tuning = { target, options, context, results: resolve(terminal.directory, settings.results) };
  return await asTuneUsage(async () => {
    await using place = await openPlace(target, options, terminal);
    requireComparable(place);
    return await calibrateAt(await prepareTune({ ...place, source: KERNEL_PAYLOAD }, tuning), tuning);
  });
}
