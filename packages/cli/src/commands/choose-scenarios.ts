import {
  barScenarios,
  defaultScenarios,
  inferring,
  type Scenario,
  s3Scenarios,
} from '@parquetry/bench/scenarios';
import { UsageError } from '../exit-codes.ts';

const allScenarios: readonly Scenario[] = [...defaultScenarios, ...barScenarios, inferring, ...s3Scenarios];

/** Names that stand for several scenarios. */
const GROUPS: Readonly<Record<string, { readonly about: string; readonly scenarios: readonly Scenario[] }>> =
  {
    bars: { about: 'all of those with bars that convert files, one after another', scenarios: barScenarios },
    s3: { about: 'all of those that convert objects of the embedded S3', scenarios: s3Scenarios },
  };

/**
 * Scenarios by name, or by the name of a group; the default ones where none is named. None is taken twice.
 *
 * @throws UsageError on a name that nobody has.
 */
export function chooseScenarios(names: readonly string[] | undefined): readonly Scenario[] {
  if (names === undefined) return defaultScenarios;
  const chosen = names.flatMap((name) => {
    const found = GROUPS[name]?.scenarios ?? allScenarios.filter((scenario) => scenario.name === name);
    if (found.length > 0) return found;
    const known = [...allScenarios.map((scenario) => scenario.name), ...Object.keys(GROUPS)];
    throw new UsageError(`unknown scenario ${JSON.stringify(name)}; known: ${known.join(', ')}`);
  });
  return [...new Set(chosen)];
}

/** One line for each scenario, for a command's help. */
export function describeScenarios(): string {
  const width = Math.max(...allScenarios.map(({ name }) => name.length));
  const lines = allScenarios.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`);
  const groups = Object.entries(GROUPS).map(([name, { about }]) => `  ${name.padEnd(width)}  ${about}`);
  return [...lines, ...groups].join('\n');
}
