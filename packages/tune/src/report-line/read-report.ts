import { classifyLine, type LineKind } from './classify-line.ts';
import { DamagedLineError, type InitReport, type ReportReading } from './report.ts';

/** Length of `LogResult`. Source: AWS Lambda API reference, Invoke. */
const TAIL_BYTES = 4096;
const BEGINS_A_LOG = /^(INIT_START |START |\{"time")/;

/** A tail that fills its 4 KB was cut, and its first line with it. A line's end is LF: CR stands inside of messages. */
function wholeLines(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const isCut = Buffer.byteLength(text) >= TAIL_BYTES && !BEGINS_A_LOG.test(text);
  return isCut ? lines.slice(1) : lines;
}

type Candidate = Extract<LineKind, { kind: 'report' }>;

/**
 * The platform writes START, then the function writes what it likes, then the platform writes END and the report. So the
 * last report is the platform's, unless it stands before the last END, or in the other format than START, or the log has a
 * START and no END yet: then the function wrote it. In the JSON format the end (`platform.runtimeDone`) is usually filtered
 * out by the system log level, so its absence says nothing: an exact look-alike is believed there while the real one is
 * not delivered.
 */
function reportAmong(kinds: readonly LineKind[]): Candidate | undefined {
  const last = kinds.findLastIndex(({ kind }) => kind === 'report');
  const report = kinds[last];
  if (report?.kind !== 'report') return undefined;
  const start = kinds.find((kind) => kind.kind === 'start');
  if (start && start.format !== report.format) return undefined;
  const end = kinds.findLastIndex((kind) => kind.kind === 'end' && kind.format === report.format);
  const isUnfinished = end === -1 && start?.format === 'text';
  return isUnfinished || end > last ? undefined : report;
}

/** An init, and its repetition within the invocation, come before START: what looks like one behind it is the function's. */
function initReportsOf(kinds: readonly LineKind[]): InitReport[] {
  const start = kinds.findIndex(({ kind }) => kind === 'start');
  const before = kinds.slice(0, Math.max(0, start));
  return before.flatMap((kind) => (kind.kind === 'init-report' ? [kind.report] : []));
}

const quoted = (line: string) => JSON.stringify(line);

function readCandidate({ line, read }: Candidate, initReports: readonly InitReport[]): ReportReading {
  try {
    return { status: 'found', report: { ...read(), initReports } };
  } catch (error) {
    if (!(error instanceof DamagedLineError)) throw error;
    return { status: 'damaged', because: `${error.message} in the report ${quoted(line)}` };
  }
}

/**
 * The report of one request, from the tail that `LogResult` holds (decoded) or from lines of CloudWatch Logs in their
 * order. Lines of other requests and look-alikes that the function printed are passed over; a missing figure is no zero.
 *
 * @returns `not-found` where the log does not have it, or not yet: look into CloudWatch Logs, later.
 */
export function readReport(text: string, requestId: string): ReportReading {
  const kinds = wholeLines(text).map((line) => classifyLine(line, requestId));
  const candidate = reportAmong(kinds);
  if (candidate === undefined) return { status: 'not-found' };
  return readCandidate(candidate, initReportsOf(kinds));
}
