import { join, resolve } from 'node:path';
import { latestRecord, type RunRecord, readRecord } from '@parquetry/bench';
import { fileRef } from '@parquetry/core';
import { renderReport } from '@parquetry/report';
import { ExitCode, UsageError } from '../exit-codes.ts';
import { answer, answerJson } from '../terminal/terminal.ts';
import type { CommandContext } from './command-context.ts';
import { writeText } from './write-text.ts';

export interface ReportOptions {
  readonly out?: string;
  readonly overwrite?: boolean;
}

/** Renders a record to one HTML file, replacing the one that was there unless that is forbidden. */
export async function writeReport(record: RunRecord, path: string, overwrite = true): Promise<string> {
  await writeText(fileRef(path), await renderReport(record), overwrite);
  return path;
}

/** `parquetry report [record]` */
export async function report(
  recordPath: string | undefined,
  options: ReportOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { directory } = context.terminal;
  const results = resolve(directory, context.settings.results);
  const path = recordPath === undefined ? await latestRecord(results) : resolve(directory, recordPath);
  if (path === undefined) {
    throw new UsageError(`${results} holds no record yet; measure something first: parquetry bench`);
  }
  const record = await readRecord(path);
  const out = resolve(directory, options.out ?? join(results, 'report.html'));
  await writeReport(record, out, options.out === undefined || options.overwrite === true);
  if (context.json) answerJson(context.terminal, { record: path, report: out });
  else answer(context.terminal, out);
  return ExitCode.done;
}
