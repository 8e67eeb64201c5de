import { type PlatformEvent, platformEventOf, readInitEvent, readReportEvent } from './read-json-line.ts';
import { readInitLine, readTextLine, requestOfTextLine } from './read-text-line.ts';
import type { InitReport, ReportLine } from './report.ts';

type Format = ReportLine['format'];

/** What a line of a log looks like to somebody who waits for the report of one request. */
export type LineKind =
  | { readonly kind: 'start'; readonly format: Format }
  | { readonly kind: 'end'; readonly format: Format }
  | {
      readonly kind: 'report';
      readonly format: Format;
      readonly line: string;
      readonly read: () => ReportLine;
    }
  | { readonly kind: 'init-report'; readonly format: Format; readonly report: InitReport }
  | { readonly kind: 'other' };

const OTHER: LineKind = { kind: 'other' };

function classifyEvent(event: PlatformEvent, line: string, requestId: string): LineKind {
  const format = 'json';
  const initReport = readInitEvent(event);
  if (initReport) return { kind: 'init-report', format, report: initReport };
  if (event.record['requestId'] !== requestId) return OTHER;
  switch (event.type) {
    case 'platform.start':
      return { kind: 'start', format };
    case 'platform.runtimeDone':
      return { kind: 'end', format };
    case 'platform.report':
      return { kind: 'report', format, line, read: () => readReportEvent(event) };
    default:
      return OTHER;
  }
}

export function classifyLine(line: string, requestId: string): LineKind {
  const event = platformEventOf(line);
  if (event) return classifyEvent(event, line, requestId);
  const format = 'text';
  // What a function writes without a line's end has START or END right behind it.
  if (line.includes(`START RequestId: ${requestId} Version: `)) return { kind: 'start', format };
  if (line.endsWith(`END RequestId: ${requestId}`)) return { kind: 'end', format };
  if (requestOfTextLine(line) === requestId)
    return { kind: 'report', format, line, read: () => readTextLine(line, requestId) };
  const initReport = readInitLine(line);
  return initReport ? { kind: 'init-report', format, report: initReport } : OTHER;
}
