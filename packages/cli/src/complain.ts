import { RecordError } from '@parquetry/bench';
import { BadInputError, StoreError, UnsupportedError } from '@parquetry/core';
import { ExitCode, UsageError } from './exit-codes.ts';
import type { Terminal } from './terminal/terminal.ts';

const isKnown = (error: unknown): error is Error =>
  [UsageError, BadInputError, StoreError, UnsupportedError, RecordError].some(
    (kind) => error instanceof kind,
  );

export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof BadInputError ? ExitCode.badAnswer : ExitCode.impossible;
}

/** One sentence for what is the user's to mend; a trace for what is ours. */
export function complaintOf(error: unknown, terminal: Pick<Terminal, 'colors'>): string {
  const prefix = terminal.colors.red('error:');
  if (isKnown(error)) return `${prefix} ${error.message}`;
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${prefix} this should not have happened; please report it\n${trace}`;
}
