import type { FakeAnswer } from './fake-answer.ts';

export interface FakeEvent {
  readonly functionName: string;
  readonly version: string;
  readonly memoryMb: number;
  readonly engine: string | undefined;
  readonly payload: string;
  readonly isCold: boolean;
  /** Of all invocations, from 0. */
  readonly number: number;
}

/** What a fake function does with an event. */
export interface FakeInvocation {
  readonly durationMs: number;
  readonly initMs?: number;
  readonly restoreMs?: number;
  readonly answer?: unknown;
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
  readonly maxMemoryMb?: number;
  /** At the end of REPORT: `Status: timeout` and the like. */
  readonly reportEnd?: string;
  /** Instead of the whole log. */
  readonly tail?: (log: string) => string;
  /** Lines that the function itself prints. */
  readonly prints?: readonly string[];
  /** What CloudWatch Logs has of it: the log itself when absent. */
  readonly logs?: (log: string) => string;
  readonly headers?: Record<string, string>;
  readonly reportedMemoryMb?: number;
}

/** The log that Lambda would write, in the text format. */
export function logOf(event: FakeEvent, requestId: string, invocation: FakeInvocation): string {
  const {
    durationMs,
    initMs,
    maxMemoryMb = 90,
    prints = [],
    reportEnd,
    reportedMemoryMb,
    restoreMs,
  } = invocation;
  const billedMs = Math.ceil(durationMs + (initMs ?? 0) + (restoreMs ?? 0));
  const report = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billedMs} ms`,
    `Memory Size: ${reportedMemoryMb ?? event.memoryMb} MB`,
    `Max Memory Used: ${maxMemoryMb} MB`,
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
    ...(restoreMs === undefined ? [] : [`Restore Duration: ${restoreMs.toFixed(2)} ms`]),
    ...(reportEnd === undefined ? [] : [reportEnd]),
  ];
  const lines = [
    `START RequestId: ${requestId} Version: ${event.version}`,
    ...prints,
    `END RequestId: ${requestId}`,
    `${report.join('\t')}\t`,
  ];
  return `${lines.join('\n')}\n`;
}

const TAIL_BYTES = 4096;

export function invocationAnswer(event: FakeEvent, invocation: FakeInvocation, log: string): FakeAnswer {
  const tail = invocation.tail?.(log) ?? Buffer.from(log).subarray(-TAIL_BYTES).toString();
  return {
    status: 200,
    headers: {
      'x-amz-executed-version': event.version,
      'x-amz-log-result': Buffer.from(tail).toString('base64'),
      ...(invocation.error && { 'x-amz-function-error': 'Unhandled' }),
      ...invocation.headers,
    },
    body: JSON.stringify(invocation.error ?? invocation.answer ?? null),
  };
}
