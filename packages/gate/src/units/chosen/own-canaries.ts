import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildBenchBundle } from '@parquetry/lambda';
import type { GateUnit } from '../../unit/gate-unit.ts';
import { validationUnits } from '../../validate/validation-units.ts';
import { type CanaryUnit, canaryUnits } from '../canary/canary-units.ts';
import type { ScenarioUnitOptions } from '../scenario/scenario-unit.ts';

/** The project that runs, whatever tree is measured. */
const OWN_DIRECTORY = fileURLToPath(new URL('../../../../..', import.meta.url));

/** A bundle of this project's own `simd`, by which the gate itself is tried. */
async function bundleOwn(bundleDirectory: string): Promise<string> {
  const directory = join(bundleDirectory, 'own');
  await buildBenchBundle(directory, { engines: ['simd'], productDirectory: OWN_DIRECTORY });
  return directory;
}

/** The canaries of every run: of this project's own build, on both sides. */
export const ownCanaries = async (
  bundleDirectory: string,
  options: ScenarioUnitOptions,
  signal?: AbortSignal,
): Promise<CanaryUnit[]> => canaryUnits(await bundleOwn(bundleDirectory), options, signal);

/** Slowdowns of a known size, of this project's own build. */
export const ownValidation = async (
  bundleDirectory: string,
  options: ScenarioUnitOptions,
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, GateUnit>> =>
  validationUnits(await bundleOwn(bundleDirectory), options, signal);
