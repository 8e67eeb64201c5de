import type { ConversionPlan, ObjectRef, Outcome, SourceDescription } from '@parquetry/core';
import { exitCodeOf } from '../../complain.ts';
import { ExitCode } from '../../exit-codes.ts';

/** What became of one input. */
export interface InputOutcome {
  readonly ref: ObjectRef;
  /** Absent where the source could not be looked at. */
  readonly source: SourceDescription | undefined;
  /** As it was carried out last; absent where it was not. */
  readonly plan: ConversionPlan | undefined;
  readonly outcome: Outcome;
}

/** The worst of all. */
export function exitCodeOfAll(outcomes: readonly InputOutcome[]): ExitCode {
  const codes = outcomes.map(({ outcome }) => {
    if (outcome.status === 'converted') return ExitCode.done;
    return outcome.status === 'unsupported' ? ExitCode.impossible : exitCodeOf(outcome.error);
  });
  return codes.toSorted((a, b) => b - a)[0] ?? ExitCode.done;
}
