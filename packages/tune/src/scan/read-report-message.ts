import { platformEventOf, readReportEvent } from '../report-line/read-json-line.ts';
import { readTextLine, requestOfTextLine } from '../report-line/read-text-line.ts';
import { DamagedLineError, type ReportLine } from '../report-line/report.ts';

function readLine(line: string): ReportLine | undefined {
  const requestId = requestOfTextLine(line);
  if (requestId !== undefined) return readTextLine(line, requestId);
  const event = platformEventOf(line);
  return event?.type === 'platform.report' ? readReportEvent(event) : undefined;
}

/**
 * The report that a message of CloudWatch Logs is; undefined for any other message. What stands around it is not known, so
 * that a line of the same form that a function printed counts too.
 *
 * @throws DamagedLineError where a figure is missing.
 */
function readReportMessage(message: string): ReportLine | undefined {
  const [line = ''] = message.split('\n');
  return readLine(line.trimEnd());
}

/** Reports among messages, and how many of them could not be read. */
export function readReportMessages(messages: readonly string[]): {
  readonly reports: readonly ReportLine[];
  readonly unreadable: number;
} {
  const reports: ReportLine[] = [];
  let unreadable = 0;
  for (const message of messages) {
    try {
      const report = readReportMessage(message);
      if (report) reports.push(report);
    } catch (error) {
      if (!(error instanceof DamagedLineError)) throw error;
      unreadable += 1;
    }
  }
  return { reports, unreadable };
}
