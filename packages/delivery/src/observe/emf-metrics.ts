import type { Metrics } from '@aws-lambda-powertools/metrics';
import { displayRef, type StageTimes } from '@parquetry/core';
import type { Job, JobOutcome, JobResult } from '../jobs/job.ts';
import type { Observe } from './delivery-event.ts';

export interface EmfOptions {
  /** Of CloudWatch; `Parquetry` by default. */
  readonly namespace?: string;
  /** The dimension `service`; `parquetry` by default. */
  readonly service?: string;
  /** More dimensions, of few values each (an engine, a stage of deployment): every combination costs money. */
  readonly dimensions?: Readonly<Record<string, string>>;
  /** Where the lines go; Powertools' own stdout by default, unless its environment variables switch it off. */
  readonly output?: { write(line: string): unknown };
  /** Resident memory. */
  readonly memoryBytes?: () => number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export interface EmfMetrics extends Disposable {
  readonly observe: Observe;
  /** Writes the times of stages that have gathered; due before a function is frozen. */
  flush(): void;
}

type Unit = 'Milliseconds' | 'Count' | 'None' | 'Percent' | 'Count/Second' | 'Bytes';
type Measure = readonly [name: string, unit: Unit, value: number];

/** Powertools sends a metric of 100 values by itself, and to nowhere else than stdout. */
const MOST_VALUES = 99;

const STAGES: Readonly<Record<keyof StageTimes, string>> = {
  readMs: 'Read',
  parseMs: 'Parse',
  encodeParquetMs: 'EncodeParquet',
  encodeAvroMs: 'EncodeAvro',
  writeMs: 'Write',
};

/** `CompressionRatio`: bytes of the source, uncompressed, for each byte written. */
function resultMeasures({ rows, bytes }: JobResult, elapsedMs: number): Measure[] {
  return [
    ['RecordsProcessed', 'Count', rows.read],
    ...(bytes.written > 0 ? [['CompressionRatio', 'None', bytes.parsed / bytes.written] as const] : []),
    ...(elapsedMs > 0
      ? [['ThroughputRecordsPerSecond', 'Count/Second', rows.read / (elapsedMs / 1_000)] as const]
      : []),
  ];
}

class EmfWriter implements EmfMetrics {
  readonly #metrics: Metrics;
  readonly #options: EmfOptions;
  readonly #stageTimes = new Map<keyof StageTimes, number[]>();

  constructor(metrics: Metrics, options: EmfOptions) {
    this.#metrics = metrics;
    this.#options = options;
  }

  readonly observe: Observe = (event) => {
    if (event.kind !== 'job-ended') return;
    const { outcome, elapsedMs } = event;
    switch (outcome.status) {
      case 'converted':
        this.#writeJob(outcome, elapsedMs, 0, resultMeasures(outcome.result, elapsedMs));
        this.#gather(outcome.result.stages);
        return;
      case 'failed':
        this.#writeJob(outcome, elapsedMs, 100, []);
        return;
      case 'skipped':
        return;
      default:
        outcome satisfies never;
    }
  };

  flush(): void {
    for (const [stage, times] of this.#stageTimes) {
      this.#metrics.addDimension('Stage', STAGES[stage]);
      this.#write(times.map((ms) => ['StageTime', 'Milliseconds', ms]));
    }
    this.#stageTimes.clear();
  }

  [Symbol.dispose](): void {
    this.flush();
  }

  #writeJob(
    outcome: Exclude<JobOutcome, { status: 'skipped' }>,
    elapsedMs: number,
    errorPercent: number,
    more: readonly Measure[],
  ): void {
    const { memoryBytes = () => process.memoryUsage.rss() } = this.#options;
    this.#addJob(outcome.job);
    if (outcome.status === 'failed') {
      this.#metrics.addMetadata('failure', outcome.failure.kind).addMetadata('code', outcome.failure.code);
    }
    this.#write([
      ['ProcessingTime', 'Milliseconds', elapsedMs],
      ['ErrorRate', 'Percent', errorPercent],
      ['MemoryUsage', 'Bytes', memoryBytes()],
      ...more,
    ]);
  }

  /** What tells one job from another is no dimension: each value of one is a metric of its own. */
  #addJob({ id, source }: Job): void {
    this.#metrics.addMetadata('jobId', id).addMetadata('source', displayRef(source.ref));
  }

  #gather(stages: StageTimes): void {
    for (const stage of Object.keys(STAGES) as (keyof StageTimes)[]) {
      if (stages[stage] === 0) continue;
      const times = this.#stageTimes.get(stage) ?? [];
      times.push(stages[stage]);
      this.#stageTimes.set(stage, times);
      if (times.length === MOST_VALUES) this.flush();
    }
  }

  /** One line, with all that was added before. */
  #write(measures: readonly Measure[]): void {
    const metrics = this.#metrics;
    const { output, now } = this.#options;
    for (const [name, unit, value] of measures) metrics.addMetric(name, unit, value);
    if (now !== undefined) metrics.setTimestamp(now());
    if (output === undefined) {
      metrics.publishStoredMetrics();
      return;
    }
    output.write(`${JSON.stringify(metrics.serializeMetrics())}\n`);
    metrics.clearMetrics();
    metrics.clearDimensions();
    metrics.clearMetadata();
  }
}

/**
 * Metrics of every job that was converted or failed, as a line of CloudWatch's embedded metric format, written through
 * Powertools; times of stages gathered into lines of up to 99 values, with the dimension `Stage`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export async function emfMetrics(options: EmfOptions = {}): Promise<EmfMetrics> {
  const { namespace = 'Parquetry', service = 'parquetry', dimensions = {} } = options;
  const { Metrics } = await import('@aws-lambda-powertools/metrics');
  const metrics = new Metrics({ namespace, serviceName: service, defaultDimensions: { ...dimensions } });
  return new EmfWriter(metrics, options);
}
