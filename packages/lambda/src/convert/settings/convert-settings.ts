import type { OutputChoice } from '@parquetry/core';
import type { PipelineSettings, Place } from '@parquetry/delivery';

/** How the function, or the worker, is to work: plain data. */
export interface ConvertSettings {
  /** Which stage of deployment this is: a dimension of metrics, a field of logs. */
  readonly environment: string;
  readonly logLevel: string;
  /** Objects of this place are converted when events tell of them. */
  readonly input: Place;
  readonly output: Place;
  /** Where rows go that cannot be converted, and dead letters unless a queue takes them. */
  readonly errors: Place | undefined;
  readonly engine: string;
  /** What is written, unless a stored recipe tells it. */
  readonly outputs: readonly OutputChoice[];
  /** `s3://bucket/key` of a recipe that a batch has stored: how objects are read and typed. */
  readonly recipe: string | undefined;
  readonly memoryBytes: number;
  /** Objects at once. */
  readonly concurrency: number;
  readonly pipeline: PipelineSettings;
  /** Of the queue that takes dead letters. */
  readonly deadLetterQueue: string | undefined;
}
