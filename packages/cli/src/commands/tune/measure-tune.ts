import { join } from 'node:path';
import type { TuneRecord } from '@parquetry/bench';
import { defaultPrices, invocationDollars, type PriceTable, pricesOf } from '@parquetry/prices';
import {
  assembleTuneRecord,
  type DollarsOf,
  planTune,
  runTune,
  systemClock,
  type TunePlan,
  type TuneRequest,
  type TuneRun,
} from '@parquetry/tune';
import { UsageError } from '../../exit-codes.ts';
import { say } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { calibrationOf } from './calibration-file.ts';
import type { TunePlace } from './open-place.ts';
import type { TuneOptions } from './tune-options.ts';
import { reportTune } from './tune-progress.ts';
import { requestOf } from './tune-request.ts';

/** A tune, as it was asked for. */
export interface Tuning {
  readonly target: string;
  readonly options: TuneOptions;
  readonly context: CommandContext;
  /** Folder of records. */
  readonly results: string;
  /** A command line that goes on with a run; absent where its function is gone when the command ends. */
  readonly resumeCommand?: (runId: string) => string;
}

const priceBy =
  (table: PriceTable): DollarsOf =>
  ({ billedMs, memoryMb }, { architecture, ephemeralStorageMb }) =>
    invocationDollars({ architecture, billedMs, ephemeralStorageMb, memoryMb }, table).total;

/** What is known before anything is done. */
export interface Prepared {
  readonly place: TunePlace;
  readonly request: TuneRequest;
  readonly plan: TunePlan;
  readonly prices: PriceTable;
}

/** @throws UsageError where it must not be done. */
export async function prepareTune(place: TunePlace, { context, options }: Tuning): Promise<Prepared> {
  const request = await requestOf(place.target, place.place, place.source, options, context.terminal);
  const prices = pricesOf(place.facts.region) ?? defaultPrices;
  const plan = planTune(request, place.facts, priceBy(prices));
  if (plan.refusals.length > 0) throw new UsageError(plan.refusals.join('; '));
  return { place, request, plan, prices };
}

async function sample({ place, plan, prices, request }: Prepared, tuning: Tuning): Promise<TuneRun> {
  const { context, options, results, resumeCommand } = tuning;
  const { terminal } = context;
  let isSampling = false;
  using reporter = reportTune(terminal, plan.invocations.warm + plan.invocations.cold);
  try {
    return await runTune(request, {
      clients: place.clients,
      clock: systemClock,
      price: priceBy(prices),
      directory: join(results, 'tune'),
      signal: terminal.signal,
      tell(progress) {
        isSampling ||= progress.kind === 'preparing' && progress.versions === progress.of;
        reporter.tell(progress);
      },
      isResumed: options.resume !== undefined,
    });
  } catch (error) {
    reporter[Symbol.dispose]();
    const { runId } = request;
    if (isSampling && resumeCommand)
      say(terminal, `run ${runId} keeps its samples; to go on: ${resumeCommand(runId)}`);
    throw error;
  }
}

/** What was sampled, and what it comes to. */
export interface Tuned {
  readonly run: TuneRun;
  readonly tune: TuneRecord;
  /** What one should know of the figures, in sentences. */
  readonly notes: readonly string[];
}

/** Samples the function at every size, and reckons. */
export async function measureTune(prepared: Prepared, tuning: Tuning): Promise<Tuned> {
  const run = await sample(prepared, tuning);
  const { eventsPerMonth } = tuning.options;
  const { calibration, note } = await calibrationOf(run, tuning.results);
  const tune = assembleTuneRecord(run, {
    prices: prepared.prices,
    calibration,
    eventsPerMonth: eventsPerMonth ?? null,
  });
  return { run, tune, notes: note === null ? [] : [note] };
}
