import {
  type ConversionResult,
  displayRef,
  type ObjectRef,
  type Outcome,
  type RenamedColumn,
} from '@parquetry/core';
import { complaintOf, exitCodeOf } from '../complain.ts';
import { ExitCode } from '../exit-codes.ts';
import { formatBytes, formatCount, formatDuration, plural } from '../terminal/format.ts';
import { say } from '../terminal/terminal.ts';
import type { CommandContext } from './command-context.ts';

/** What became of one input. */
export interface InputOutcome {
  readonly ref: ObjectRef;
  readonly renamed: readonly RenamedColumn[];
  readonly outcome: Outcome;
}

/** `column 2 has no name; it is called "column1"` */
export function renamedText({ index, from, to }: RenamedColumn): string {
  const was = from === '' ? 'has no name' : `repeats the name ${JSON.stringify(from)}`;
  return `column ${index + 1} ${was}; it is called ${JSON.stringify(to)}`;
}

function summaryLine(ref: ObjectRef, result: ConversionResult): string {
  const outputs = result.outputs.map((output) => `${displayRef(output.ref)} (${formatBytes(output.bytes)})`);
  const { read, written, rejected } = result.rows;
  const rows = rejected === 0 ? plural(written, 'row') : `${formatCount(written)} of ${plural(read, 'row')}`;
  const speed = formatBytes((result.bytes.parsed / result.elapsedMs) * 1000);
  return `${displayRef(ref)} → ${outputs.join(', ')}: ${rows} in ${formatDuration(result.elapsedMs)} (${speed}/s)`;
}

/** One line for a person: what was written, or why nothing was. */
export function tellOutcome({ ref, outcome, renamed }: InputOutcome, context: CommandContext): void {
  const { terminal } = context;
  const source = displayRef(ref);
  for (const column of renamed) say(terminal, `${source}: ${renamedText(column)}`);
  switch (outcome.status) {
    case 'converted':
      terminal.log.debug({ source, ...outcome.result }, 'converted');
      say(terminal, summaryLine(ref, outcome.result));
      return;
    case 'unsupported': {
      const { engine } = context.settings;
      const error = terminal.colors.red('error:');
      terminal.stderr.write(
        `${error} ${source}: ${engine} cannot do this: ${outcome.because}; choose another --engine\n`,
      );
      return;
    }
    case 'failed':
      terminal.stderr.write(`${complaintOf(outcome.error, terminal)}\n`);
      return;
    default:
      outcome satisfies never;
  }
}

/** The same for a machine. */
export function outcomeJson({ ref, renamed, outcome }: InputOutcome) {
  const input = displayRef(ref);
  switch (outcome.status) {
    case 'converted': {
      const { outputs, ...result } = outcome.result;
      const written = outputs.map(({ format, ref: to, bytes }) => ({ format, path: displayRef(to), bytes }));
      return { input, status: outcome.status, renamed, ...result, outputs: written };
    }
    case 'unsupported':
      return { input, status: outcome.status, because: outcome.because };
    case 'failed': {
      const { error } = outcome;
      return { input, status: outcome.status, error: error instanceof Error ? error.message : String(error) };
    }
    default:
      return outcome satisfies never;
  }
}

/** The worst of all. */
export function exitCodeOfAll(outcomes: readonly InputOutcome[]): ExitCode {
  const codes = outcomes.map(({ outcome }) => {
    if (outcome.status === 'converted') return ExitCode.done;
    return outcome.status === 'unsupported' ? ExitCode.impossible : exitCodeOf(outcome.error);
  });
  return codes.toSorted((a, b) => b - a)[0] ?? ExitCode.done;
}
