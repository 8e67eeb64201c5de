import { type BadRowPolicy, FAIL_AT_FIRST } from '../records/row-ledger.ts';
import { displayRef } from '../store/object-store.ts';
import type { SourceDescription } from './describe-source.ts';
import type { Advice } from './detection.ts';
import { BadInputError } from './errors.ts';
import type { Outcome } from './run-conversions.ts';

/** Whether no more than a few records would be missing from the output. */
function isBearable({ affects }: Advice, fate: BadRowPolicy['fate']): boolean {
  switch (affects) {
    case 'few-records':
      return true;
    case 'table':
      return false;
    case 'long-records':
      return fate === 'fail';
    case 'short-records':
      return fate !== 'reject';
    default:
      return affects satisfies never;
  }
}

/**
 * @throws BadInputError when most records would be set aside, or another table would be read than the one that is
 *   there, because it seems to begin somewhere else and nobody has said where.
 */
export function requireTable(
  { ref, advice, isBeginningGiven }: SourceDescription,
  { fate }: BadRowPolicy = FAIL_AT_FIRST,
): void {
  if (advice === undefined || isBeginningGiven || isBearable(advice, fate)) return;
  throw new BadInputError(
    `${displayRef(ref)}: ${advice.says}; if the first line really is the header: --header`,
  );
}

/** Adds what detection would try to the error of a record that is bad as a whole; every other outcome stays as it is. */
export function withAdvice(outcome: Outcome, { advice }: SourceDescription): Outcome {
  if (outcome.status !== 'failed' || advice === undefined) return outcome;
  const { error } = outcome;
  if (!(error instanceof BadInputError) || error.badRow === undefined || error.badRow.column !== undefined) {
    return outcome;
  }
  const { badRow, message } = error;
  return {
    status: 'failed',
    error: new BadInputError(`${message} (${advice.says})`, { badRow, cause: error }),
  };
}
