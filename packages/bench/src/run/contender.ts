import { basename } from 'node:path';
import { type ConversionPlan, conversionPlan, type OutputFormat, type OutputPlan } from '@parquetry/core';
import type { Sample, ScenarioFacts } from '../record/run-record.ts';
import type { OutputBytes } from '../sampling/output-bytes.ts';
import type { PreparedScenario, Workload } from '../scenarios/scenario.ts';

/** What is known of an attempt: it came through, or why it did not. */
export type Attempt<Value> =
  | { readonly status: 'done'; readonly value: Value }
  | { readonly status: 'unsupported'; readonly because: string }
  | { readonly status: 'failed'; readonly error: string };

/** The library behind each format, so that it is not asked to judge its own work. */
export type Writers = Readonly<Record<OutputFormat, string>>;

/** The part of a sample that its contender knows. */
type OwnSample = Omit<Sample, 'slot' | 'round' | 'startedAt' | 'stealMs' | 'watchedMs' | 'loadAverage'>;

export interface TakenSample {
  readonly sample: OwnSample;
  /** Bytes by format that each pass wrote, in order. */
  readonly passBytes: readonly OutputBytes[];
}

/** Whoever takes part in a comparison. Every call runs in a fresh process. */
export interface Contender {
  readonly name: string;
  workloadOf(scenario: PreparedScenario): Workload;
  /** Converts every plan once and leaves the outputs where the plans say. */
  convert(plans: readonly ConversionPlan[], signal?: AbortSignal): Promise<Attempt<Writers>>;
  /** Converts the plans over and over and leaves nothing. */
  sample(
    plans: readonly ConversionPlan[],
    sampling: ScenarioFacts['sampling'],
    signal?: AbortSignal,
  ): Promise<Attempt<TakenSample>>;
}

/** One plan per input of a workload, with outputs below `directory`. */
export function plansFor(
  workload: Workload,
  { formats, parquetCodec, avroCodec, prefer }: PreparedScenario['plan'],
  directory: string,
): ConversionPlan[] {
  return workload.inputs.map(({ source, schema }, index) => {
    const name = `${index}-${basename(source.ref.key)
      .replace(/\.(gz|zst)$/i, '')
      .replace(/\.[^.]*$/, '')}`;
    const outputs = formats.map((format): OutputPlan => {
      const ref = { bucket: directory, key: `${name}.${format}` };
      return format === 'parquet'
        ? { format, ref, codec: parquetCodec, ...(prefer && { prefer }) }
        : { format, ref, codec: avroCodec };
    });
    return conversionPlan.parse({ source, schema, outputs });
  });
}
