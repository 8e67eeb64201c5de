import { paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { readReport } from '../report-line/read-report.ts';
import type { InvocationReport } from '../report-line/report.ts';
import type { TuneClients } from './clients.ts';
import type { Clock } from './clock.ts';
import { isAbsent, wordsOf } from './service-error.ts';

export interface ReportRequest {
  readonly requestId: string;
  readonly tail: string;
  readonly logGroup: string;
  /** When it was sent, since 1970. */
  readonly sentAtMs: number;
}

export type FoundReport =
  | { readonly status: 'found'; readonly report: InvocationReport; readonly from: 'tail' | 'logs' }
  | { readonly status: 'missing'; readonly because: string };

/** CloudWatch shows a line some seconds after it was written: 31 s altogether. */
const WAITS_MS = [0, 1000, 2000, 4000, 8000, 16_000];
/** This machine's clock may be ahead of AWS's. */
const CLOCK_SKEW_MS = 60_000;

async function readLogs(clients: TuneClients, request: ReportRequest, signal?: AbortSignal): Promise<string> {
  const { logGroup, requestId, sentAtMs } = request;
  const pages = paginateFilterLogEvents(
    { client: clients.logs },
    {
      logGroupName: logGroup,
      filterPattern: `"${requestId}"`,
      startTime: Math.floor(sentAtMs - CLOCK_SKEW_MS),
    },
    { ...(signal && { abortSignal: signal }) },
  );
  let lines = '';
  for await (const page of pages) {
    for (const { message = '' } of page.events ?? [])
      lines += message.endsWith('\n') ? message : `${message}\n`;
  }
  return lines;
}

async function findInLogs(
  clients: TuneClients,
  clock: Clock,
  request: ReportRequest,
  signal?: AbortSignal,
): Promise<FoundReport> {
  let because = `neither the tail of its log nor ${request.logGroup} has the REPORT of request ${request.requestId}`;
  for (const waitMs of WAITS_MS) {
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    try {
      const reading = readReport(await readLogs(clients, request, signal), request.requestId);
      if (reading.status === 'found') return { ...reading, from: 'logs' };
      if (reading.status === 'damaged') return { status: 'missing', because: reading.because };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      because = `the tail of its log has no REPORT of request ${request.requestId}, and ${request.logGroup} could not be read (${wordsOf(error)})`;
      if (!isAbsent(error)) return { status: 'missing', because };
    }
  }
  return { status: 'missing', because };
}

/** The report of a request: from the tail that came with the answer, else from CloudWatch Logs. */
export async function findReport(
  clients: TuneClients,
  clock: Clock,
  request: ReportRequest,
  signal?: AbortSignal,
): Promise<FoundReport> {
  const reading = readReport(request.tail, request.requestId);
  if (reading.status === 'found') return { ...reading, from: 'tail' };
  if (reading.status === 'damaged') return { status: 'missing', because: reading.because };
  return findInLogs(clients, clock, request, signal);
}
