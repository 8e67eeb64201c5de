import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { type RunRecord, readRecord } from '@parquetry/bench';
import { appendHistory, type ReadHistory, readHistory } from '@parquetry/gate';
import { ExitCode, UsageError } from '../../exit-codes.ts';
import { sayNote } from '../../terminal/say-note.ts';
import { shellWord } from '../../terminal/shell-word.ts';
import { answer, answerJson, say } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { keepRecord, sayKept } from '../keep-record.ts';
import type { HistoryOptions } from './gate-options.ts';
import { historyTable } from './history-table.ts';
import { recordFrame } from './record-frame.ts';

async function branchOf(directory: string, { branch }: HistoryOptions): Promise<string> {
  if (branch !== undefined) return branch;
  try {
    const words = ['-C', directory, 'symbolic-ref', '--short', 'HEAD'];
    return (await promisify(execFile)('git', words)).stdout.trim();
  } catch {
    throw new UsageError('no branch is checked out here; name one with --branch');
  }
}

const commandOf = (directory: string, branch: string) =>
  ['npx parquetry gate history --directory', shellWord(directory), '--branch', shellWord(branch)].join(' ');

async function recordOf({ history, warnings }: ReadHistory, directory: string): Promise<RunRecord> {
  const command = commandOf(directory, history.branch);
  const frame = await recordFrame({ createdAt: new Date().toISOString(), command, seed: 1, warnings });
  return { ...frame, history };
}

/** `parquetry gate history` */
export async function gateHistory(options: HistoryOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal, settings } = context;
  const directory = resolve(terminal.directory, options.directory);
  const branch = await branchOf(terminal.directory, options);
  if (options.add !== undefined) {
    const record = await readRecord(resolve(terminal.directory, options.add));
    say(terminal, `added: ${await appendHistory(directory, { branch, record })}`);
  }
  const found = await readHistory(directory, branch);
  if (found === undefined) {
    throw new UsageError(
      `${options.directory} holds nothing of the branch ${branch}; add a record of a gate with --add, or name another --branch`,
    );
  }
  for (const warning of found.warnings) sayNote(terminal, warning);
  const record = await recordOf(found, options.directory);
  const kept = await keepRecord(resolve(terminal.directory, settings.results), record);
  if (context.json) answerJson(terminal, { history: found.history, ...kept });
  else answer(terminal, historyTable(found.history));
  sayKept(kept, terminal);
  return ExitCode.done;
}
