import { initGate } from '@parquetry/gate';
import { ExitCode } from '../../exit-codes.ts';
import { formatTable } from '../../terminal/format.ts';
import { sayNote } from '../../terminal/say-note.ts';
import { answer, answerJson } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import type { InitOptions } from './gate-options.ts';

/** `parquetry gate init` */
export async function gateInit(
  { branch }: InitOptions,
  { terminal, json }: CommandContext,
): Promise<ExitCode> {
  const initialised = await initGate({ directory: terminal.directory, defaultBranch: branch });
  if (json) answerJson(terminal, initialised);
  else {
    answer(terminal, formatTable(initialised.files.map(({ path, state }) => [path, state])));
    for (const step of initialised.next) sayNote(terminal, step);
  }
  return ExitCode.done;
}
