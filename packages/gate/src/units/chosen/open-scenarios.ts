import { join } from 'node:path';
import { buildBenchBundle } from '@parquetry/lambda';
import type { BuiltTree } from '../../trees/gate-tree.ts';
import { GateFailure } from '../../unit/gate-failure.ts';
import type { GateUnit, Side } from '../../unit/gate-unit.ts';
import { CONTENDER, s3SmallFiles } from '../s3/s3-small-files.ts';
import { openS3Unit } from '../s3/s3-unit.ts';
import { gateScenarios } from '../scenario/gate-scenarios.ts';
import { scenarioUnit } from '../scenario/open-scenario-unit.ts';
import type { ScenarioUnitOptions } from '../scenario/scenario-unit.ts';

export interface OpenScenariosRequest extends ScenarioUnitOptions {
  readonly names: readonly string[];
  /** Checkouts of this project; the same one twice where only one side is looked at. */
  readonly trees: Readonly<Record<Side, Pick<BuiltTree, 'directory'>>>;
  /** Those that are built and may be asked; both when absent. */
  readonly sides?: readonly Side[];
  /** Bundles are built in here. */
  readonly bundleDirectory: string;
  readonly onStep?: ((what: string) => void) | undefined;
}

const enginesOf = (names: readonly string[]): string[] => {
  const engines = gateScenarios.filter(({ name }) => names.includes(name)).map(({ engine }) => engine);
  return [...new Set([...engines, ...(names.includes(s3SmallFiles.name) ? [CONTENDER] : [])])];
};

async function buildSide(
  side: Side,
  { trees, names, bundleDirectory, onStep }: OpenScenariosRequest,
): Promise<void> {
  const directory = join(bundleDirectory, side);
  onStep?.(`${side}: bundling`);
  try {
    await buildBenchBundle(directory, {
      engines: enginesOf(names),
      pipelines: names.includes(s3SmallFiles.name) ? [CONTENDER] : [],
      productDirectory: trees[side].directory,
    });
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new GateFailure('build-failed', `${side} cannot be bundled with the harness of head: ${what}`, {
      cause,
    });
  }
}

/** Both builds as bundles, and each scenario as a unit that has them take turns. What is opened is left on the stack. */
export async function openScenarios(
  request: OpenScenariosRequest,
  opened: AsyncDisposableStack,
  signal?: AbortSignal,
): Promise<GateUnit[]> {
  if (request.names.length === 0) return [];
  const { names, sides = ['base', 'head'], bundleDirectory } = request;
  for (const side of sides) await buildSide(side, request);
  const bundleDirectories = { base: join(bundleDirectory, 'base'), head: join(bundleDirectory, 'head') };
  const units: GateUnit[] = [];
  for (const name of names) {
    signal?.throwIfAborted();
    const scenario = gateScenarios.find((one) => one.name === name);
    request.onStep?.(`${name}: generating its files`);
    units.push(
      scenario === undefined
        ? opened.use(await openS3Unit({ ...request, bundleDirectories }, signal))
        : await scenarioUnit(scenario, bundleDirectories, request, signal),
    );
  }
  return units;
}
