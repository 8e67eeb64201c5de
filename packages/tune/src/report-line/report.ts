/** What the platform says of one invocation at its end. Times are in ms, memory in MB as AWS counts it (2^20 bytes). */
export interface InvocationReport {
  readonly requestId: string;
  readonly format: 'text' | 'json';
  readonly durationMs: number;
  readonly billedMs: number;
  readonly memoryMb: number;
  readonly maxMemoryUsedMb: number;
  /** Null on a warm invocation, and for SnapStart, which restores instead. */
  readonly initMs: number | null;
  /** Of SnapStart, on a cold one. */
  readonly restoreMs: number | null;
  readonly billedRestoreMs: number | null;
  /**
   * Null where the report does not say, as a text report of an answer does not: the error that a function answers with is
   * not told apart from success there.
   */
  readonly status: 'success' | 'failure' | 'error' | 'timeout' | null;
  /** `Runtime.OutOfMemory`, `Runtime.ExitError` and the like. */
  readonly errorType: string | null;
  /** Init phases that the log tells of: one that failed or timed out, and its repetition within the invocation. */
  readonly initReports: readonly InitReport[];
}

/** An init phase on a line of its own. */
export interface InitReport {
  readonly durationMs: number;
  readonly phase: string | null;
  readonly status: string | null;
  readonly errorType: string | null;
}

/** The report of a request as far as a log has it. */
export type ReportReading =
  | { readonly status: 'found'; readonly report: InvocationReport }
  | { readonly status: 'not-found' }
  /** The line of this request is there, but a figure of it is not: the line is quoted. */
  | { readonly status: 'damaged'; readonly because: string };

/** What one line says, without the log around it. */
export type ReportLine = Omit<InvocationReport, 'initReports'>;

/** A line that stands where a report should, and is none. */
export class DamagedLineError extends Error {
  override readonly name = 'DamagedLineError';
}
