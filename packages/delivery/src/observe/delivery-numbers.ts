import type { StageTimes } from '@parquetry/core';
import type { FailureKind } from '../jobs/job.ts';
import type { BreakerState } from './delivery-event.ts';

/** Of converted files; megabytes are 10^6 bytes of their sources as stored. */
export interface Throughput {
  readonly filesPerMinute: number;
  readonly megabytesPerSecond: number;
}

/** How far a delivery has come: plain data. */
export interface DeliveryNumbers {
  readonly elapsedMs: number;
  /** `isAll`: there will not be more. */
  readonly listed: { readonly objects: number; readonly bytes: number; readonly isAll: boolean };
  /** Converted, skipped and failed. */
  readonly done: number;
  readonly converted: number;
  readonly skipped: { readonly finished: number; readonly gone: number };
  readonly failed: number;
  readonly failures: Readonly<Record<FailureKind, number>>;
  readonly retried: number;
  /** How often a job had to wait for a dependency. */
  readonly waited: number;
  readonly inFlight: number;
  readonly rows: { readonly read: number; readonly written: number; readonly rejected: number };
  readonly bytes: { readonly read: number; readonly written: number };
  readonly stages: StageTimes;
  readonly overall: Throughput;
  /** Over the last seconds. */
  readonly recent: Throughput;
  /** Of those that were converted or failed, from 0 to 1; absent before the first. */
  readonly successRate?: number;
  readonly errorRate?: number;
  /** Absent while nobody can know: before the listing has ended, or when nothing has been converted lately. */
  readonly leftMs?: number;
  /** Those that are not closed. */
  readonly breakers: Readonly<Record<string, Exclude<BreakerState, 'closed'>>>;
}
