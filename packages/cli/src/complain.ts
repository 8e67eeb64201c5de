import { RecordError } from '@parquetry/bench/record-error';
import { BadInputError, RequestError, StoreError, UnsupportedError } from '@parquetry/core';
import { GateFailure } from '@parquetry/gate/gate-failure';
import { ExitCode, LeftBehindError, UsageError } from './exit-codes.ts';
import { shortPaths } from './terminal/short-paths.ts';
import type { Terminal } from './terminal/terminal.ts';

/** `ENOENT: no such file or directory, open 'x'` is the user's to mend. */
const isSystemError = (error: unknown) => error instanceof Error && 'syscall' in error && 'errno' in error;

const OURS = [
  UsageError,
  BadInputError,
  RequestError,
  StoreError,
  UnsupportedError,
  RecordError,
  GateFailure,
];

const isKnown = (error: unknown): error is Error =>
  OURS.some((kind) => error instanceof kind) || isSystemError(error);

export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof BadInputError ? ExitCode.badAnswer : ExitCode.impossible;
}

/** One sentence for what is the user's to mend; a trace for what is ours. */
export function complaintOf(error: unknown, terminal: Pick<Terminal, 'colors' | 'directory'>): string {
  const prefix = terminal.colors.red('error:');
  if (isKnown(error)) return `${prefix} ${shortPaths(error.message, terminal.directory)}`;
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${prefix} this should not have happened; please report it\n${trace}`;
}

/** What Ctrl-C is answered with, once all is tidied up, or as much of it as could be. */
export const interruptionText = (error: unknown): string =>
  error instanceof LeftBehindError ? error.message : 'interrupted; nothing half-written is left behind';
