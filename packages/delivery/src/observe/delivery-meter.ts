import { monotonicMs, type StageTimes } from '@parquetry/core';
import { type FailureKind, failureKinds, type JobOutcome, type JobResult } from '../jobs/job.ts';
import type { BreakerState, DeliveryEvent, Observe } from './delivery-event.ts';
import type { DeliveryNumbers, Throughput } from './delivery-numbers.ts';
import { SlidingWindow } from './sliding-window.ts';

export interface DeliveryMeter {
  readonly observe: Observe;
  numbers(): DeliveryNumbers;
}

export interface MeterOptions {
  /** Milliseconds that only grow. */
  readonly now?: () => number;
  /** What counts as recent; 30 s by default. */
  readonly windowMs?: number;
}

const WINDOW_MS = 30_000;

const throughput = ({ files, bytes, ms }: { files: number; bytes: number; ms: number }): Throughput => ({
  filesPerMinute: ms > 0 ? (files / ms) * 60_000 : 0,
  megabytesPerSecond: ms > 0 ? bytes / 1e6 / (ms / 1_000) : 0,
});

class Meter {
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #window: SlidingWindow;
  #listed = { objects: 0, bytes: 0, isAll: false };
  readonly #counts = { converted: 0, finished: 0, gone: 0, failed: 0, retried: 0, waited: 0, inFlight: 0 };
  readonly #rows = { read: 0, written: 0, rejected: 0 };
  readonly #bytes = { read: 0, written: 0 };
  /** Of the sources of all jobs that ended, converted or not. */
  #doneBytes = 0;
  readonly #stages: { -readonly [stage in keyof StageTimes]: number } = {
    readMs: 0,
    parseMs: 0,
    encodeParquetMs: 0,
    encodeAvroMs: 0,
    writeMs: 0,
  };
  readonly #failures = Object.fromEntries(failureKinds.map((kind) => [kind, 0])) as Record<
    FailureKind,
    number
  >;
  readonly #breakers = new Map<string, Exclude<BreakerState, 'closed'>>();

  constructor({ now = monotonicMs, windowMs = WINDOW_MS }: MeterOptions) {
    this.#now = now;
    this.#startedAt = now();
    this.#window = new SlidingWindow(windowMs, this.#startedAt);
  }

  readonly observe = (event: DeliveryEvent): void => {
    switch (event.kind) {
      case 'listed': {
        const { objects, bytes, isAll } = event;
        this.#listed = { objects, bytes, isAll };
        return;
      }
      case 'job-started':
        this.#counts.inFlight = event.inFlight;
        return;
      case 'job-retried':
        this.#counts.retried += 1;
        return;
      case 'job-waiting':
        this.#counts.waited += 1;
        return;
      case 'job-ended':
        this.#counts.inFlight = event.inFlight;
        this.#end(event.outcome);
        return;
      case 'breaker':
        if (event.state === 'closed') this.#breakers.delete(event.dependency);
        else this.#breakers.set(event.dependency, event.state);
        return;
      case 'bounds':
      case 'source-changed':
      case 'flushed':
        return;
      default:
        event satisfies never;
    }
  };

  numbers(): DeliveryNumbers {
    const now = this.#now();
    const elapsedMs = now - this.#startedAt;
    const { converted, finished, gone, failed, retried, waited, inFlight } = this.#counts;
    const done = converted + finished + gone + failed;
    const recent = this.#window.sum(now);
    const leftMs = this.#leftMs(done, recent);
    const ended = converted + failed;
    return {
      elapsedMs,
      listed: { ...this.#listed },
      done,
      converted,
      skipped: { finished, gone },
      failed,
      failures: { ...this.#failures },
      retried,
      waited,
      inFlight,
      rows: { ...this.#rows },
      bytes: { ...this.#bytes },
      stages: { ...this.#stages },
      overall: throughput({ files: converted, bytes: this.#bytes.read, ms: elapsedMs }),
      recent: throughput(recent),
      ...(ended > 0 && { successRate: converted / ended, errorRate: failed / ended }),
      ...(leftMs !== undefined && { leftMs }),
      breakers: Object.fromEntries(this.#breakers),
    };
  }

  #end(outcome: JobOutcome): void {
    switch (outcome.status) {
      case 'converted':
        this.#counts.converted += 1;
        this.#doneBytes += outcome.job.source.bytes ?? outcome.result.bytes.read;
        this.#addResult(outcome.result);
        return;
      case 'skipped':
        this.#counts[outcome.because] += 1;
        this.#doneBytes += outcome.job.source.bytes ?? 0;
        return;
      case 'failed':
        this.#counts.failed += 1;
        this.#failures[outcome.failure.kind] += 1;
        this.#doneBytes += outcome.job.source.bytes ?? 0;
        return;
      default:
        outcome satisfies never;
    }
  }

  #addResult({ rows, bytes, stages }: JobResult): void {
    this.#window.add(this.#now(), 1, bytes.read);
    this.#rows.read += rows.read;
    this.#rows.written += rows.written;
    this.#rows.rejected += rows.rejected;
    this.#bytes.read += bytes.read;
    this.#bytes.written += bytes.written;
    for (const stage of Object.keys(this.#stages) as (keyof StageTimes)[])
      this.#stages[stage] += stages[stage];
  }

  /** What is left at the pace of late: by files or by bytes, whichever takes longer. */
  #leftMs(done: number, recent: { files: number; bytes: number; ms: number }): number | undefined {
    const { objects, bytes, isAll } = this.#listed;
    if (!isAll) return undefined;
    const filesLeft = objects - done;
    if (filesLeft <= 0) return 0;
    if (recent.files === 0) return undefined;
    const byFiles = (filesLeft / recent.files) * recent.ms;
    const bytesLeft = Math.max(0, bytes - this.#doneBytes);
    return recent.bytes === 0 ? byFiles : Math.max(byFiles, (bytesLeft / recent.bytes) * recent.ms);
  }
}

/** Adds up what a delivery tells, for whoever wants to know how far it has come. */
export function deliveryMeter(options: MeterOptions = {}): DeliveryMeter {
  return new Meter(options);
}
