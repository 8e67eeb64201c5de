import type { Architecture } from '@parquetry/prices';
import type { ReportLine } from '../report-line/report.ts';

/** A function as its configuration is now. */
export interface ScannedFunction {
  readonly name: string;
  readonly memoryMb: number;
  readonly architecture: Architecture;
  readonly ephemeralStorageMb: number;
  readonly timeoutSeconds: number;
  readonly runtime: string | null;
  readonly logGroup: string;
}

/** Reports of a function's log, a sample of them. */
export interface SampledReports {
  readonly reports: readonly ReportLine[];
  /** Lines that begin like a report and are none. */
  readonly unreadable: number;
  /** Of a group that others may write to: lines that were read there and are not known to be the function's. */
  readonly setAside?: {
    readonly others: number;
    /** Their stream names no function. */
    readonly unnamed: number;
  };
}

/** From when to when, in ms since 1970. */
export interface ScanWindow {
  readonly start: number;
  readonly end: number;
}
