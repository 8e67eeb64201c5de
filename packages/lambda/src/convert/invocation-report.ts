import type { StageTimes } from '@parquetry/core';
import type { DeliveryNumbers, PipelineUsage } from '@parquetry/delivery';

/** What one invocation took, for whoever tunes the function; times in milliseconds. */
export interface InvocationReport {
  readonly version: 1;
  readonly engine: string;
  /** Of all objects together; side by side they may be more than the invocation took. */
  readonly stages: Readonly<Record<string, number>>;
  readonly cpuMs: number;
  /** To S3, by operation, retries of the client included. */
  readonly requests: Readonly<Record<string, number>>;
  /** Read from sources. */
  readonly rows: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** The first invocation of its environment. */
  readonly coldStart: boolean;
}

const STAGE_NAMES: Readonly<Record<keyof StageTimes, string>> = {
  readMs: 'read',
  parseMs: 'parse',
  encodeParquetMs: 'encodeParquet',
  encodeAvroMs: 'encodeAvro',
  writeMs: 'write',
};

const stagesOf = (stages: StageTimes) =>
  Object.fromEntries(
    (Object.keys(STAGE_NAMES) as (keyof StageTimes)[]).map((stage) => [STAGE_NAMES[stage], stages[stage]]),
  );

type Requests = PipelineUsage['s3']['requests'];

const requestsSince = (before: Requests, after: Requests): Requests =>
  Object.fromEntries(
    Object.entries(after)
      .map(([operation, count]) => [operation, count - (before[operation] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );

/** What was known when an invocation began. */
export interface InvocationStart {
  readonly requests: Requests;
  readonly cpu: NodeJS.CpuUsage;
  readonly coldStart: boolean;
}

/** `numbers`: of this invocation alone. */
export function invocationReport(
  engine: string,
  start: InvocationStart,
  { rows, bytes, stages }: DeliveryNumbers,
  requests: Requests,
): InvocationReport {
  const { user, system } = process.cpuUsage(start.cpu);
  return {
    version: 1,
    engine,
    stages: stagesOf(stages),
    cpuMs: (user + system) / 1000,
    requests: requestsSince(start.requests, requests),
    rows: rows.read,
    bytesRead: bytes.read,
    bytesWritten: bytes.written,
    coldStart: start.coldStart,
  };
}
