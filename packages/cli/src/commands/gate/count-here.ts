import { resolve } from 'node:path';
import type { GateCanary } from '@parquetry/bench';
import {
  type CountedBenchmarks,
  type Counters,
  chosenScenarios,
  type DeclaredDifference,
  GateFailure,
  type GateUnit,
  judgeDeclared,
  openScenarios,
  ownCanaries,
  readReviewedFile,
  runCanaries,
  sequentialPlan,
  tellDifference,
  treeUnit,
} from '@parquetry/gate';
import { ExitCode } from '../../exit-codes.ts';
import { plural } from '../../terminal/format.ts';
import { answer, answerJson } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import type { GateOptions } from './gate-options.ts';
import { type GateReporter, reportGate } from './gate-progress.ts';
import { canaryText } from './gate-text.ts';
import { type GatePlaces, openPlaces } from './open-places.ts';

type Counting = Pick<GateOptions, 'scenarios' | 'seed'>;

const MS_PER_MINUTE = 60_000;

async function countUnits(units: readonly GateUnit[], signal: AbortSignal): Promise<CountedBenchmarks> {
  const counted = new Map<string, Counters>();
  for (const unit of units) {
    const { counters } = await unit.verify('head', signal);
    for (const [benchmark, found] of counters) counted.set(benchmark, found);
  }
  return counted;
}

/** Counts this tree as it stands: what is counted needs no base. */
async function countTree(
  { scenarios, seed }: Counting,
  { terminal }: CommandContext,
  places: GatePlaces,
  reporter: GateReporter,
): Promise<CountedBenchmarks> {
  const { directory, signal } = terminal;
  const here = { directory, name: 'this tree', commit: null, dirty: true, lockfileSha256: null };
  const trees = { base: here, head: here };
  const reviewed = await readReviewedFile(directory);
  const names = chosenScenarios(scenarios, { base: undefined, head: reviewed });
  await using opened = new AsyncDisposableStack();
  const request = { ...places, names, trees, seed, sides: ['head'] as const, onStep: reporter.label };
  const units = await openScenarios(request, opened, signal);
  return await countUnits([treeUnit(trees), ...units], signal);
}

/** The counters of this tree, by benchmark. */
export async function countersHere(options: Counting, context: CommandContext): Promise<CountedBenchmarks> {
  const { terminal, settings } = context;
  await using opened = new AsyncDisposableStack();
  const places = await openPlaces(resolve(terminal.directory, settings.results), terminal, opened);
  using reporter = reportGate(terminal);
  return await countTree(options, context, places, reporter);
}

interface Counted {
  readonly counted: CountedBenchmarks;
  readonly differences: readonly DeclaredDifference[];
  readonly canaries: readonly GateCanary[];
}

async function countAndTry(options: GateOptions, context: CommandContext): Promise<Counted> {
  const { terminal, settings } = context;
  const { signal } = terminal;
  await using opened = new AsyncDisposableStack();
  const places = await openPlaces(resolve(terminal.directory, settings.results), terminal, opened);
  using reporter = reportGate(terminal);
  const counted = await countTree(options, context, places, reporter);
  reporter.label('preparing the canaries');
  const { canaries, failures } = await runCanaries({
    canaries: await ownCanaries(places.bundleDirectory, { ...places, seed: options.seed }, signal),
    plan: sequentialPlan(),
    seed: options.seed,
    maxMs: options.maxMinutes * MS_PER_MINUTE,
    now: () => Date.now(),
    signal,
    onProgress: reporter.tell,
  });
  const [failure, ...more] = failures;
  if (failure !== undefined) {
    const others = more.length > 0 ? ` (and ${plural(more.length, 'more reason')})` : '';
    throw new GateFailure(failure.kind, failure.message + others, { cause: failure });
  }
  const reviewed = await readReviewedFile(terminal.directory);
  return { counted, differences: judgeDeclared(counted, reviewed?.counters ?? {}), canaries };
}

const numberOf = (counted: CountedBenchmarks) =>
  [...counted.values()].reduce((sum, counters) => sum + Object.keys(counters).length, 0);

function textOf({ counted, differences, canaries }: Counted): string {
  const counters = `${plural(numberOf(counted), 'counter')} of ${plural(counted.size, 'benchmark')}`;
  const verdict =
    differences.length === 0
      ? `${counters} as declared`
      : `${differences.length} of ${counters} not as declared`;
  return [verdict, ...differences.map(tellDifference), ...canaries.map(canaryText)].join('\n');
}

/** `parquetry gate --counters` */
export async function countHere(options: GateOptions, context: CommandContext): Promise<ExitCode> {
  const found = await countAndTry(options, context);
  if (numberOf(found.counted) === 0) {
    throw new GateFailure(
      'no-benchmark',
      'nothing here is counted: name scenarios in parquetry.gate.json, or with --scenarios',
    );
  }
  const { counted, differences, canaries } = found;
  if (context.json) {
    const counters = Object.fromEntries([...counted].map(([name, values]) => [name, values]));
    answerJson(context.terminal, { counters, differences, canaries });
  } else answer(context.terminal, textOf(found));
  return differences.length === 0 ? ExitCode.done : ExitCode.badAnswer;
}
