import { basename } from 'node:path/posix';
import { filePath } from '@parquetry/core';
import type { PlannedInput, PreparedScenario } from '../scenarios/scenario.ts';
import type { TargetObjects } from './lambda-target.ts';

/** The sources of a scenario, slices included, where a function can fetch them. */
export interface StagedSources {
  /** Of its object, below {@link prefix}. */
  nameOf(input: PlannedInput): string;
  readonly prefix: string;
}

function inputsOf({ engines, workloads }: Pick<PreparedScenario, 'engines' | 'workloads'>): PlannedInput[] {
  const workloadOf = (engine: string) => workloads.engines.get(engine) ?? workloads.whole;
  return engines.flatMap((engine) => workloadOf(engine).inputs);
}

/** Uploads whatever the engines of a scenario read, each file once. */
export async function stageSources(
  { bucket, carry }: Pick<TargetObjects, 'bucket' | 'carry'>,
  prefix: string,
  scenario: Pick<PreparedScenario, 'engines' | 'workloads'>,
  signal?: AbortSignal,
): Promise<StagedSources> {
  const names = new Map<string, string>();
  for (const { source } of inputsOf(scenario)) {
    const path = filePath(source.ref);
    if (!names.has(path)) names.set(path, `${names.size}-${basename(path)}`);
  }
  const files = [...names].map(([path, name]) => ({ path, ref: { bucket, key: prefix + name } }));
  await carry({ do: 'put', files }, signal);
  return {
    prefix,
    nameOf({ source }) {
      const name = names.get(filePath(source.ref));
      if (name === undefined) throw new RangeError(`${filePath(source.ref)} was not staged`);
      return name;
    },
  };
}
