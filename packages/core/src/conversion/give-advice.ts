import { displayRef } from '../store/object-store.ts';
import type { SourceDescription } from './describe-source.ts';
import { BadInputError } from './errors.ts';
import type { Outcome } from './run-conversions.ts';

/** @throws BadInputError when another table would be read than the one that is there, and nobody has said so. */
export function requireTable({ ref, advice }: SourceDescription): void {
  if (!advice?.isSerious) return;
  throw new BadInputError(`${displayRef(ref)}: ${advice.says}; or read them all the same: --skip-lines 0`);
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
