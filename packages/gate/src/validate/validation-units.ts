import { join } from 'node:path';
import type { GateUnit, Side } from '../unit/gate-unit.ts';
import { EngineSide } from '../units/scenario/engine-side.ts';
import type { GateScenario } from '../units/scenario/gate-scenario.ts';
import { prepareGateScenario } from '../units/scenario/prepare-gate-scenario.ts';
import { ScenarioUnit, type ScenarioUnitOptions, sideDefaults } from '../units/scenario/scenario-unit.ts';
import { KNOWN_TRUTHS, truthName } from './known-truths.ts';

const FILES = 4;
const ROWS_PER_FILE = 2_000;
const WARMUP_PASSES = 12;
const TURNS = 15;

const scenarioOf = (truth: number, rowsPerFile: number): GateScenario => ({
  name: truthName(truth),
  about: `${FILES} CSV files of ${ROWS_PER_FILE} rows with simd, one build on both sides; head converts files of ${rowsPerFile} rows; ${TURNS} turns after ${WARMUP_PASSES} passes`,
  engine: 'simd',
  data: { recipe: 'state-vectors', files: FILES, rowsPerFile },
  threads: 1,
  warmupPasses: WARMUP_PASSES,
  turns: TURNS,
});

/**
 * One build against itself, with so much more work for head as each truth says: more rows, no waiting. Both sides of each are
 * verified.
 *
 * @param bundleDirectory as `buildBenchBundle` makes it of the running project, with `productDirectory`.
 */
export async function validationUnits(
  bundleDirectory: string,
  options: ScenarioUnitOptions,
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, GateUnit>> {
  const base = await prepareGateScenario(scenarioOf(0, ROWS_PER_FILE), options, signal);
  const units = new Map<number, GateUnit>();
  for (const truth of KNOWN_TRUTHS) {
    const scenario = scenarioOf(truth, Math.round(ROWS_PER_FILE * (1 + truth)));
    const head = await prepareGateScenario(scenario, options, signal);
    const scratch = join(options.scratchDirectory, `truth-${units.size}`);
    const sideOf = (side: Side) =>
      new EngineSide({
        side,
        scenario,
        prepared: side === 'base' ? base : head,
        bundleDirectory,
        scratch,
        ...sideDefaults(options),
      });
    const { name, about, turns } = scenario;
    const unit = new ScenarioUnit({
      name,
      kind: 'scenario',
      about,
      turns,
      sides: { base: sideOf('base'), head: sideOf('head') },
    });
    await unit.verify('base', signal);
    await unit.verify('head', signal);
    units.set(truth, unit);
  }
  return units;
}
