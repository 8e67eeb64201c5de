import { appendFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { RunRecord } from '@parquetry/bench';
import { gateAnnotations, gateMarkdown } from '@parquetry/report';
import type { CommandContext } from '../command-context.ts';
import type { GateOptions } from './gate-options.ts';

/** Where the summary goes: what was asked for, else the job of GitHub Actions that this is. */
function summaryPath({ summary }: GateOptions, { terminal }: CommandContext): string | undefined {
  return summary ?? (terminal.environment['GITHUB_STEP_SUMMARY'] || undefined);
}

const isInActions = ({ terminal }: CommandContext) => terminal.environment['GITHUB_ACTIONS'] === 'true';

/** Adds the summary to a file, and in GitHub Actions annotations to the log; on stderr, as stdout may be the record. */
export async function publish(
  record: RunRecord,
  options: GateOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  const path = summaryPath(options, context);
  if (path !== undefined) await appendFile(resolve(terminal.directory, path), `${gateMarkdown(record)}\n`);
  if (isInActions(context))
    terminal.stderr.write(
      gateAnnotations(record)
        .map((line) => `${line}\n`)
        .join(''),
    );
}

/** Why there is no record, where people look for one. */
export async function publishFailure(
  message: string,
  options: GateOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  const path = summaryPath(options, context);
  const told = message.replaceAll(/[\r\n]+/g, ' ');
  if (path !== undefined) {
    const quoted = told.replaceAll(/[\\`*_{}[\]<>#|@!&]/g, (character) => `&#${character.codePointAt(0)};`);
    await appendFile(resolve(terminal.directory, path), `**! Gate: infrastructure failure.** ${quoted}\n`);
  }
  if (isInActions(context)) {
    terminal.stderr.write(`::error title=Gate%3A infrastructure failure::${told.replaceAll('%', '%25')}\n`);
  }
}
