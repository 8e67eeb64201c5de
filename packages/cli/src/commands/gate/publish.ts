import { appendFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { RunRecord } from '@parquetry/bench';
import { annotationLine, gateAnnotations, gateMarkdown, markdownText } from '@parquetry/report';
import { sayNote } from '../../terminal/say-note.ts';
import type { CommandContext } from '../command-context.ts';
import type { GateOptions } from './gate-options.ts';

/** Characters. */
const LONGEST_MESSAGE = 2_000;

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

/** What the summary says where there is no record. */
const failureMarkdown = (message: string) =>
  `**! Gate: infrastructure failure.** ${markdownText(message, LONGEST_MESSAGE)}\n`;

/** Why there is no record, where people look for one. */
export async function publishFailure(
  message: string,
  options: GateOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  if (isInActions(context)) {
    const title = 'Gate: infrastructure failure';
    terminal.stderr.write(`${annotationLine({ level: 'error', title, message })}\n`);
  }
  const path = summaryPath(options, context);
  if (path === undefined) return;
  try {
    await appendFile(resolve(terminal.directory, path), failureMarkdown(message));
  } catch (error) {
    // Perhaps for the same reason, such as a full disk; the reason itself is told.
    sayNote(terminal, `the summary could not be written: ${(error as Error).message}`);
  }
}
