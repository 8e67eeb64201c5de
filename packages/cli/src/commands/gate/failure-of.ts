import { BadInputError } from '@parquetry/core';
import { GateFailure } from '@parquetry/gate';

/** What ended a run, as a reason why it says nothing of the change. */
export function failureOf(error: unknown): GateFailure {
  if (error instanceof GateFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new GateFailure('unexpected', message, { cause: error });
}

/** Data that cannot be read end other commands with exit code 1, which is a regression here. */
export const withoutBlame = (error: unknown): unknown =>
  error instanceof BadInputError ? failureOf(error) : error;
