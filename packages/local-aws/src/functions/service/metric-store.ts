/** The metrics of AWS/Lambda that are kept. */
export const METRICS = ['Invocations', 'Errors', 'Throttles', 'Duration', 'ConcurrentExecutions'] as const;

export type MetricName = (typeof METRICS)[number];

export interface MetricSample {
  readonly metric: MetricName;
  readonly functionName: string;
  /** `name`, or `name:version` or `name:alias`, as it was invoked. */
  readonly resource: string;
  readonly executedVersion: string;
  readonly atMs: number;
  readonly value: number;
}

/** What CloudWatch would have been told of, sample by sample; the oldest are forgotten. */
export class MetricStore {
  readonly #mostSamples: number;
  #samples: MetricSample[] = [];

  constructor(mostSamples: number) {
    this.#mostSamples = mostSamples;
  }

  get samples(): readonly MetricSample[] {
    return this.#samples;
  }

  keep(...samples: readonly MetricSample[]): void {
    this.#samples.push(...samples);
    if (this.#samples.length > 2 * this.#mostSamples) this.#samples = this.#samples.slice(-this.#mostSamples);
  }
}
