import { conversionPlan, type OutputFormat } from '@parquetry/core';
import { z } from 'zod';
import type { Sample } from '../record/run-record.ts';
import type { OutputBytes } from './output-bytes.ts';

const shared = {
  engine: z.string(),
  limits: z.strictObject({ memoryBytes: z.number().positive(), threads: z.number().int().positive() }),
  plans: z.array(conversionPlan).min(1),
  /** Nothing but source and outputs is taken from the plans: the types are found out again in each conversion. */
  infers: z.boolean().optional(),
};

/** What a fresh process is asked to do: plain data, so that it reaches a child process and a Lambda alike. */
export const sampleRequest = z.discriminatedUnion('purpose', [
  /** Convert every plan once and leave the outputs to be verified. */
  z.strictObject({ purpose: z.literal('verify'), ...shared }),
  /** Convert all plans `iterations` times, to new names each time, and leave nothing behind. */
  z.strictObject({
    purpose: z.literal('measure'),
    ...shared,
    iterations: z.number().int().positive(),
    warmupFiles: z.number().int().nonnegative(),
  }),
]);
export type SampleRequest = z.infer<typeof sampleRequest>;

/** The part of a sample that is measured inside its process. */
export type InsideSample = Omit<
  Sample,
  'slot' | 'round' | 'startedAt' | 'processStartMs' | 'stealMs' | 'watchedMs' | 'loadAverage'
>;

export type SampleAnswer =
  | {
      readonly status: 'converted';
      readonly writers: Readonly<Record<OutputFormat, string>>;
    }
  | {
      readonly status: 'measured';
      readonly sample: InsideSample;
      /** Bytes by format that each pass wrote, in order. */
      readonly passBytes: readonly OutputBytes[];
    }
  | { readonly status: 'unsupported'; readonly because: string };
