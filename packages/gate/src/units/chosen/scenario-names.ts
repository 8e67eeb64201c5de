import type { ReviewedFile } from '../../reviewed/reviewed-file.ts';
import { GateFailure } from '../../unit/gate-failure.ts';
import type { Side } from '../../unit/gate-unit.ts';
import { s3SmallFiles } from '../s3/s3-small-files.ts';
import { gateScenarios } from '../scenario/gate-scenarios.ts';

/** Names of all scenarios that two trees of this project can be compared in. */
export const scenarioNames: readonly string[] = [...gateScenarios.map(({ name }) => name), s3SmallFiles.name];

export type ReviewedSides = Readonly<Record<Side, ReviewedFile | undefined>>;

function requireKnown(names: readonly string[]): readonly string[] {
  const unknown = names.find((name) => !scenarioNames.includes(name));
  if (unknown === undefined) return names;
  throw new GateFailure(
    'missing-benchmark',
    `there is no scenario ${unknown}; known: ${scenarioNames.join(', ')}`,
  );
}

/**
 * The scenarios of a run: those that were asked for, else those of head's reviewed file.
 *
 * @throws GateFailure where one is not known, or base has one in its reviewed file that head has not.
 */
export function chosenScenarios(
  asked: readonly string[] | undefined,
  { base, head }: ReviewedSides,
): readonly string[] {
  if (asked !== undefined) return requireKnown(asked);
  const own = head?.scenarios ?? [];
  const gone = (base?.scenarios ?? []).filter((name) => !own.includes(name));
  if (gone.length > 0) {
    throw new GateFailure(
      'missing-benchmark',
      `head no longer measures ${gone.join(', ')}, which base does: a benchmark cannot leave with the change that it would judge; put it back into parquetry.gate.json`,
    );
  }
  return requireKnown(own);
}
