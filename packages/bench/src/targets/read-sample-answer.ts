import { z } from 'zod';
import { sample } from '../record/run-record.ts';
import type { SampleAnswer } from '../sampling/sample-request.ts';

const byFormat = <Value extends z.ZodType>(value: Value) =>
  z.partialRecord(z.enum(['parquet', 'avro']), value);

const answer = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('converted'),
    writers: z.strictObject({ parquet: z.string(), avro: z.string() }),
  }),
  z.strictObject({
    status: z.literal('measured'),
    sample: sample.pick({
      engineOpenMs: true,
      firstFileMs: true,
      iterations: true,
      peakRssBytes: true,
      gc: true,
      voluntaryContextSwitches: true,
      involuntaryContextSwitches: true,
      majorPageFaults: true,
    }),
    passBytes: z.array(byFormat(z.number())),
  }),
  z.strictObject({ status: z.literal('unsupported'), because: z.string() }),
]);

/** Reads what a bench function returned; undefined for anything that no bench function of this version returns. */
export function readSampleAnswer(value: unknown): SampleAnswer | undefined {
  return answer.safeParse(value).data as SampleAnswer | undefined;
}
