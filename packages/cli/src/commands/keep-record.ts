import { join, relative } from 'node:path';
import { type RunRecord, writeRecord } from '@parquetry/bench';
import { say, type Terminal } from '../terminal/terminal.ts';
import { writeReport } from './report.ts';

/** Paths of a record and of the page that shows it. */
export interface KeptRecord {
  readonly record: string;
  readonly report: string;
}

/** Writes a record among the results, and the report, which always shows the newest. */
export async function keepRecord(results: string, record: RunRecord): Promise<KeptRecord> {
  const recordPath = await writeRecord(results, record);
  return { record: recordPath, report: await writeReport(record, join(results, 'report.html')) };
}

/** Where to look. */
export function sayKept({ record, report }: KeptRecord, terminal: Terminal): void {
  const shown = (path: string) => relative(terminal.directory, path);
  say(terminal, `record: ${shown(record)}\nreport: ${shown(report)}`);
}
