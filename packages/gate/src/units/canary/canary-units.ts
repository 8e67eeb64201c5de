import { join } from 'node:path';
import type { PreparedScenario } from '@parquetry/bench';
import type { GateUnit, Side } from '../../unit/gate-unit.ts';
import { EngineSide } from '../scenario/engine-side.ts';
import type { GateScenario } from '../scenario/gate-scenario.ts';
import { prepareGateScenario } from '../scenario/prepare-gate-scenario.ts';
import { ScenarioUnit, type ScenarioUnitOptions, sideDefaults } from '../scenario/scenario-unit.ts';

/** A unit of which it is known what the gate has to find. */
export interface CanaryUnit {
  readonly unit: GateUnit;
  readonly expected: 'quiet' | 'alarm';
}

const FILES = 10;
const MORE_FILES = 11;

const canary = {
  engine: 'simd',
  data: { recipe: 'state-vectors', files: MORE_FILES, bytesPerFile: 64 << 10 },
  threads: 1,
  warmupPasses: 8,
  turns: 40,
} as const satisfies Partial<GateScenario>;

const quiet: GateScenario = {
  ...canary,
  name: 'A/A',
  about: `${FILES} CSV files of 64 KB with simd, the same build on both sides`,
};
const alarm: GateScenario = {
  ...canary,
  name: '+10 %',
  about: `${FILES} CSV files of 64 KB with simd, and one more of them on head`,
};

const firstFiles = (prepared: PreparedScenario, files: number): PreparedScenario => {
  const { workloads } = prepared;
  const whole = { ...workloads.whole, inputs: workloads.whole.inputs.slice(0, files) };
  return { ...prepared, workloads: { ...workloads, whole } };
};

/**
 * What shows in every run that the gate can keep quiet and that it can see: one build on both sides, and the same with a
 * tenth more rows on head.
 *
 * @param bundleDirectory as `buildBenchBundle` makes it of the running project, with `productDirectory`.
 */
export async function canaryUnits(
  bundleDirectory: string,
  options: ScenarioUnitOptions,
  signal?: AbortSignal,
): Promise<CanaryUnit[]> {
  const shared = sideDefaults(options);
  const prepared = await prepareGateScenario(quiet, options, signal);

  function unitOf(scenario: GateScenario, files: Readonly<Record<Side, number>>): GateUnit {
    const scratch = join(options.scratchDirectory, `canary-${files.head}`);
    const sideOf = (side: Side) =>
      new EngineSide({
        side,
        scenario,
        prepared: firstFiles(prepared, files[side]),
        bundleDirectory,
        scratch,
        ...shared,
      });
    const { name, about, turns } = scenario;
    const sides = { base: sideOf('base'), head: sideOf('head') };
    return new ScenarioUnit({ name, kind: 'canary', about, turns, sides });
  }

  return [
    { unit: unitOf(quiet, { base: FILES, head: FILES }), expected: 'quiet' },
    { unit: unitOf(alarm, { base: FILES, head: MORE_FILES }), expected: 'alarm' },
  ];
}
