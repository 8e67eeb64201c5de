import {
  type Canary,
  chosenScenarios,
  declaredUnits,
  GateFailure,
  type GateUnit,
  openScenarios,
  type ownCanaries,
  type PreparedTrees,
  type ReviewedSides,
  refuseCheckoutPaths,
  treeUnit,
} from '@parquetry/gate';
import { unseenChanges } from '@parquetry/lambda';
import type { Terminal } from '../../terminal/terminal.ts';
import type { GateOptions } from './gate-options.ts';
import { openPlaces } from './open-places.ts';

/** Whatever a gate measures, until it is disposed of. */
export interface ChosenUnits extends AsyncDisposable {
  readonly units: readonly GateUnit[];
  readonly canaries: readonly Canary[];
  /** What changed and is seen by no benchmark, for a reader. */
  readonly notMeasured: readonly string[];
}

/** Of every run; tests have some that take no time. */
export type OpenCanaries = (...places: Parameters<typeof ownCanaries>) => Promise<readonly Canary[]>;

export interface ChooseRequest {
  readonly trees: Pick<PreparedTrees, 'base' | 'head'> & { readonly changedFiles: readonly string[] };
  readonly reviewed: ReviewedSides;
  readonly options: Pick<GateOptions, 'scenarios' | 'bench' | 'benchJson' | 'benchFile' | 'seed'>;
  readonly results: string;
  readonly terminal: Terminal;
  readonly label: (text: string) => void;
  readonly openCanaries: OpenCanaries;
}

const NOTHING =
  'nothing is to be measured: name scenarios or benchmarks in parquetry.gate.json, or with --scenarios, --bench, --bench-json or --bench-file';

/** What the command line names is all there is then. */
function askedOf({ scenarios, bench, benchJson, benchFile }: ChooseRequest['options']) {
  const isAsked = [scenarios, bench, benchJson, benchFile].some((given) => given !== undefined);
  return isAsked
    ? { scenarios: scenarios ?? [], benchmarks: { bench: bench ?? [], benchJson, benchFile } }
    : { scenarios: undefined, benchmarks: {} };
}

/** What was named on the command line, else what the reviewed file of head names; and the canaries of every run. */
export async function chooseUnits(request: ChooseRequest): Promise<ChosenUnits> {
  const { trees, reviewed, options, results, terminal, label } = request;
  const { signal } = terminal;
  await using opened = new AsyncDisposableStack();
  const places = { ...(await openPlaces(results, terminal, opened)), seed: options.seed };
  const asked = askedOf(options);
  const names = chosenScenarios(asked.scenarios, reviewed);
  refuseCheckoutPaths(asked.benchmarks, reviewed.head, terminal.directory);
  const others = await declaredUnits({ asked: asked.benchmarks, reviewed, trees });
  if (names.length === 0 && others.length === 0) throw new GateFailure('no-benchmark', NOTHING);
  const scenarios = await openScenarios({ ...places, names, trees, onStep: label }, opened, signal);
  label('preparing the canaries');
  const canaries = await request.openCanaries(places.bundleDirectory, places, signal);
  const kept = opened.move();
  return {
    units: [treeUnit(trees), ...scenarios, ...others],
    canaries,
    notMeasured: names.length > 0 ? unseenChanges(trees.changedFiles) : [],
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
