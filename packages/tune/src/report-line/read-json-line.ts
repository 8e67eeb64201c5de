import { z } from 'zod';
import { DamagedLineError, type InitReport, type ReportLine } from './report.ts';

/** Source: AWS Lambda Developer Guide, "Lambda Telemetry API Event schema reference". */
const platformEvent = z.object({
  time: z.iso.datetime({ offset: true }),
  type: z.templateLiteral(['platform.', z.string()]),
  record: z.record(z.string(), z.unknown()),
});
export type PlatformEvent = z.infer<typeof platformEvent>;

const figure = z.number().nonnegative();
const optionalFigure = figure.nullish().transform((value) => value ?? null);

const reportRecord = z.object({
  requestId: z.string(),
  status: z.enum(['success', 'failure', 'error', 'timeout']),
  errorType: z.string().nullish(),
  metrics: z.object({
    durationMs: figure,
    billedDurationMs: figure,
    memorySizeMB: figure,
    maxMemoryUsedMB: figure,
    initDurationMs: optionalFigure,
    restoreDurationMs: optionalFigure,
    billedRestoreDurationMs: optionalFigure,
  }),
});

const initRecord = z.object({
  phase: z.string().nullish(),
  status: z.string().nullish(),
  errorType: z.string().nullish(),
  metrics: z.object({ durationMs: figure }),
});

/**
 * The platform's event that a line ends with, what a function wrote without a line's end before it; undefined for any other
 * line.
 */
export function platformEventOf(line: string): PlatformEvent | undefined {
  const start = line.lastIndexOf('{"time":');
  if (start === -1) return undefined;
  try {
    return platformEvent.safeParse(JSON.parse(line.slice(start))).data;
  } catch {
    return undefined;
  }
}

/**
 * Figures of a `platform.report` event.
 *
 * @throws DamagedLineError where one is missing or not a number.
 */
export function readReportEvent({ record }: PlatformEvent): ReportLine {
  const parsed = reportRecord.safeParse(record);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new DamagedLineError(`record.${path.join('.')}: ${message}`);
  }
  const { errorType, metrics, requestId, status } = parsed.data;
  return {
    requestId,
    format: 'json',
    durationMs: metrics.durationMs,
    billedMs: metrics.billedDurationMs,
    memoryMb: metrics.memorySizeMB,
    maxMemoryUsedMb: metrics.maxMemoryUsedMB,
    initMs: metrics.initDurationMs,
    restoreMs: metrics.restoreDurationMs,
    billedRestoreMs: metrics.billedRestoreDurationMs,
    status,
    errorType: errorType ?? null,
  };
}

/** A `platform.initReport` event; undefined for any other, and for one without its duration. */
export function readInitEvent({ record, type }: PlatformEvent): InitReport | undefined {
  if (type !== 'platform.initReport') return undefined;
  const { data } = initRecord.safeParse(record);
  return (
    data && {
      durationMs: data.metrics.durationMs,
      phase: data.phase ?? null,
      status: data.status ?? null,
      errorType: data.errorType ?? null,
    }
  );
}
