import { join } from 'node:path';
import type { GateUnit, Side } from '../../unit/gate-unit.ts';
import { EngineSide } from './engine-side.ts';
import type { GateScenario } from './gate-scenario.ts';
import { prepareGateScenario } from './prepare-gate-scenario.ts';
import { ScenarioUnit, type ScenarioUnitOptions, sideDefaults } from './scenario-unit.ts';

/** Generates the scenario's files, or finds them; the unit has both builds convert them, turn by turn. */
export async function scenarioUnit(
  scenario: GateScenario,
  /** By side, as `buildBenchBundle` makes it of that tree with `productDirectory`. */
  bundleDirectories: Readonly<Record<Side, string>>,
  options: ScenarioUnitOptions,
  signal?: AbortSignal,
): Promise<GateUnit> {
  const prepared = await prepareGateScenario(scenario, options, signal);
  const scratch = join(options.scratchDirectory, scenario.name);
  const shared = sideDefaults(options);
  const sideOf = (side: Side) =>
    new EngineSide({
      side,
      scenario,
      prepared,
      bundleDirectory: bundleDirectories[side],
      scratch,
      ...shared,
    });
  const { name, about, turns } = scenario;
  const sides = { base: sideOf('base'), head: sideOf('head') };
  return new ScenarioUnit({ name, kind: 'scenario', about, turns, sides });
}
