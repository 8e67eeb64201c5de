import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildBenchBundle } from '@parquetry/lambda';
import { type CanaryUnit, canaryUnits } from '../canary/canary-units.ts';
import type { ScenarioUnitOptions } from '../scenario/scenario-unit.ts';

/** The project that runs, whatever tree is measured. */
const OWN_DIRECTORY = fileURLToPath(new URL('../../../../..', import.meta.url));

/** The canaries of every run: of this project's own build, on both sides. */
export async function ownCanaries(
  bundleDirectory: string,
  options: ScenarioUnitOptions,
  signal?: AbortSignal,
): Promise<CanaryUnit[]> {
  const directory = join(bundleDirectory, 'canaries');
  await buildBenchBundle(directory, { engines: ['simd'], productDirectory: OWN_DIRECTORY });
  return await canaryUnits(directory, options, signal);
}
