import { randomBytes } from 'node:crypto';
import type { PreparedScenario, RunRecord } from '@parquetry/bench';
import { LeftBehindError } from '../../exit-codes.ts';
import { startProgress } from '../../terminal/progress.ts';
import { VERSION } from '../../version.ts';
import { discardLargeData } from '../discard-data.ts';
import { type Preparation, prepareScenarios } from '../prepare-scenarios.ts';
import { runWithProgress } from '../run-with-progress.ts';
import { scratchDirectory } from '../scratch-directory.ts';
import { asTuneUsage } from '../tune/as-tune-usage.ts';
import type { BenchPlace, PlaceRequest } from './bench-place.ts';
import { openDeployedBench } from './deployed-bench.ts';
import { openLocalBench } from './local-bench.ts';
import { openTarget } from './open-target.ts';
import type { BenchFunction, TargetChoice } from './target-options.ts';
import { mayBegin } from './tell-target.ts';

/** A run in a function, as it was asked for. */
export interface FunctionRun {
  readonly preparation: Preparation;
  readonly choice: TargetChoice;
  /** A command line that makes the same run. */
  readonly command: string;
  /** Folder of records. */
  readonly results: string;
}

/** One environment for the outputs of each engine that are checked, and one for each of its samples. */
function neededBy(scenarios: readonly PreparedScenario[], sizesMb: readonly number[]): Map<number, number> {
  const perSize = scenarios.reduce(
    (all, { engines, sampling }) => all + engines.length * (1 + sampling.processes),
    0,
  );
  return new Map(sizesMb.map((memoryMb) => [memoryMb, perSize]));
}

async function measureAt(
  place: BenchPlace,
  runId: string,
  scenarios: readonly PreparedScenario[],
  { choice, command, preparation, results }: FunctionRun,
): Promise<RunRecord | undefined> {
  const { context, options } = preparation;
  const { terminal } = context;
  const needed = neededBy(scenarios, choice.sizesMb);
  if (!(await mayBegin(place, needed, options, context))) return undefined;
  const scratchIn = await scratchDirectory(scenarios, terminal);
  using publishing = startProgress(terminal, 1, 'publishing versions');
  const { close, notes, target } = await openTarget({
    place,
    runId,
    needed,
    results,
    maxDollars: place.isLocal ? null : options.maxUsd,
    signal: terminal.signal,
    onPublished: (done, of) => publishing.label(`publishing versions, ${done} of ${of}`),
  });
  publishing[Symbol.dispose]();
  const { seed } = options;
  const request = { command, harness: VERSION, scenarios, seed, target, scratchDirectory: scratchIn };
  const record = await runWithProgress(request, terminal).catch(async (error: Error) => {
    const left = await close();
    throw left.length === 0
      ? error
      : new LeftBehindError(`${error.message}; left behind: ${left.join('; ')}`);
  });
  return { ...record, warnings: [...notes, ...record.warnings, ...(await close())] };
}

function openPlace(at: BenchFunction, request: PlaceRequest): Promise<BenchPlace> {
  switch (at.kind) {
    case 'local':
      return openLocalBench(request);
    case 'deployed':
      return openDeployedBench(at, request);
    default:
      return at satisfies never;
  }
}

/** Measures scenarios in a function; undefined where somebody was asked and said no. @throws UsageError */
export async function measureInFunction(run: FunctionRun): Promise<RunRecord | undefined> {
  const { choice, preparation } = run;
  const { context, options } = preparation;
  const { settings, terminal } = context;
  const { endpoint, region } = settings;
  const runId = randomBytes(4).toString('hex');
  using preparing = startProgress(terminal, 1, 'preparing');
  const scenarios = await prepareScenarios(preparation, preparing);
  preparing.label('looking for the function');
  try {
    return await asTuneUsage(async () => {
      await using place = await openPlace(choice.at, { region, endpoint, terminal, runId });
      preparing[Symbol.dispose]();
      return await measureAt(place, runId, scenarios, run);
    });
  } finally {
    if (!options.keepData) await discardLargeData(scenarios);
  }
}
