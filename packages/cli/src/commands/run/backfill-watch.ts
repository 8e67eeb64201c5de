import { type BackfillState, type StateMachines, watchBackfill } from '@parquetry/deploy';
import { ExitCode } from '../../exit-codes.ts';
import { liveLine } from '../../terminal/live-line.ts';
import { shellWord } from '../../terminal/shell-word.ts';
import { answerJson, say, type Terminal } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import type { BackfillParts } from './backfill-parts.ts';
import { endText, stateLines } from './backfill-text.ts';

/** How somebody comes back to an execution. */
export function sayNextSteps(terminal: Terminal, executionArn: string): void {
  const arn = shellWord(executionArn);
  say(terminal, `watch it: parquetry run backfill --watch ${arn}`);
  say(terminal, `stop it:  parquetry run backfill --stop ${arn}`);
}

interface Shown extends Disposable {
  show(state: BackfillState): void;
}

/** On the last line of a terminal; nothing in a pipe. */
function showProgress({ isInteractive, stderr }: Terminal): Shown {
  if (!isInteractive) return { show() {}, [Symbol.dispose]() {} };
  const line = liveLine(stderr);
  return {
    show: (state) => line.show(...stateLines(state)),
    [Symbol.dispose]: () => line[Symbol.dispose](),
  };
}

async function lastState(
  machines: StateMachines,
  executionArn: string,
  { clock }: BackfillParts,
  terminal: Terminal,
): Promise<BackfillState | undefined> {
  using progress = showProgress(terminal);
  let last: BackfillState | undefined;
  try {
    for await (const state of watchBackfill(machines, executionArn, clock, terminal.signal)) {
      last = state;
      progress.show(state);
    }
  } catch (error) {
    if (!terminal.signal.aborted) throw error;
  }
  return last;
}

const isDone = ({ execution, objects }: BackfillState): boolean =>
  execution.status === 'succeeded' && objects.failed + objects.ended === 0;

/** Watches an execution to its end, or until Ctrl-C, which leaves it running. */
export async function watchToEnd(
  machines: StateMachines,
  executionArn: string,
  parts: BackfillParts,
  { terminal, json }: CommandContext,
): Promise<ExitCode> {
  const last = await lastState(machines, executionArn, parts, terminal);
  if (json) answerJson(terminal, last ?? { execution: { arn: executionArn, status: 'running' } });
  if (last === undefined || last.execution.status === 'running') {
    say(terminal, 'not watched any more; the back-fill goes on without this terminal');
    sayNextSteps(terminal, executionArn);
    return ExitCode.interrupted;
  }
  if (!json) say(terminal, endText(last));
  return isDone(last) ? ExitCode.done : ExitCode.badAnswer;
}
