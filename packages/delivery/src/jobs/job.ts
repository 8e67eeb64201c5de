import type { ConversionResult, ObjectRef, OutputFormat, RowCounts } from '@parquetry/core';

/** An object to convert, as far as whoever asks for it knows it. */
export interface SourceObject {
  readonly ref: ObjectRef;
  /** Where known, this version is read or none. */
  readonly etag?: string;
  readonly bytes?: number;
}

/** The conversion of one object: the same source has the same id, whoever asks and how often. */
export interface Job {
  /** Of the source's bucket and key alone, 16 hexadecimal digits. */
  readonly id: string;
  readonly source: SourceObject;
}

export interface JobResult {
  /** Of the version that was converted. */
  readonly etag: string;
  readonly rows: RowCounts;
  readonly bytes: { readonly read: number; readonly parsed: number; readonly written: number };
  readonly outputs: readonly {
    readonly format: OutputFormat;
    readonly ref: ObjectRef;
    readonly bytes: number;
  }[];
  readonly rejects?: { readonly ref: ObjectRef; readonly bytes: number };
  readonly stages: ConversionResult['stages'];
  readonly elapsedMs: number;
}

/**
 * Why something failed, and so what helps. `transient`: trying again. `throttling`: trying again later and less.
 * `resource`: memory or disk, trying again when there is more. `data-quality`: another input. `permanent`: nothing but
 * somebody who changes something.
 */
export const failureKinds = ['transient', 'throttling', 'resource', 'data-quality', 'permanent'] as const;
export type FailureKind = (typeof failureKinds)[number];

export interface Failure {
  readonly kind: FailureKind;
  /** What, where and the way out. */
  readonly message: string;
  /** The error's own name or code, for counting: `SlowDown`, `BadInputError`. */
  readonly code: string;
  readonly attempts: number;
}

export type JobOutcome =
  | { readonly status: 'converted'; readonly job: Job; readonly result: JobResult; readonly attempts: number }
  | {
      readonly status: 'skipped';
      readonly job: Job;
      /** `finished`: the manifest has it. `gone`: the source does not exist any more. */
      readonly because: 'finished' | 'gone';
    }
  | { readonly status: 'failed'; readonly job: Job; readonly failure: Failure };

export interface JobContext {
  readonly signal: AbortSignal;
  /** From 1. */
  readonly attempt: number;
}

/** Carries out one job once; whatever is wrong is thrown. */
export type RunJob = (job: Job, context: JobContext) => Promise<JobResult>;

/** Carries out one job to its end, trying again where that may help; nothing but an abort is thrown. */
export type SettleJob = (job: Job, signal: AbortSignal) => Promise<JobOutcome>;
