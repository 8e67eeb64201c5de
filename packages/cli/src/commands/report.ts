import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { latestRecord, type RunRecord, readRecord } from '@parquetry/bench';
import { renderReport } from '@parquetry/report';
import { ExitCode, UsageError } from '../exit-codes.ts';
import { answer, answerJson } from '../terminal/terminal.ts';
import type { CommandContext } from './command-context.ts';

export interface ReportOptions {
  readonly out?: string;
}

/** Renders a record to one HTML file, replacing the one that was there. */
export async function writeReport(record: RunRecord, path: string): Promise<string> {
  const html = await renderReport(record);
  const aside = `${path}.${process.pid}.part`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(aside, html);
  await rename(aside, path);
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
  const out = await writeReport(record, resolve(directory, options.out ?? join(results, 'report.html')));
  if (context.json) answerJson(context.terminal, { record: path, report: out });
  else answer(context.terminal, out);
  return ExitCode.done;
}
