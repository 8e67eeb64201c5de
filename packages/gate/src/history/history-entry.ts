import { gateMetric } from '@parquetry/bench/record';
import { z } from 'zod';

const historyFigure = z.strictObject({
  metric: gateMetric,
  unit: z.string(),
  /** Median over the processes of head, between two order statistics. */
  value: z.number(),
  low: z.number(),
  high: z.number(),
  processes: z.number().int().positive(),
});
export type HistoryFigure = z.infer<typeof historyFigure>;

/** One run in a history: what head of a gate was found to take. One file, written once. */
export const historyEntry = z.strictObject({
  historyVersion: z.literal(1),
  branch: z.string().min(1),
  at: z.iso.datetime(),
  commit: z.string().regex(/^[0-9a-f]{40,64}$/),
  /** What has to agree between runs that are drawn as one line, the harness included. */
  fingerprint: z.record(z.string(), z.string()),
  benchmarks: z.array(
    z.strictObject({
      name: z.string(),
      /** Hash of what one process of it does: other work is another line. */
      definition: z.string(),
      figures: z.array(historyFigure),
      counters: z.record(z.string(), z.number()),
    }),
  ),
});
export type HistoryEntry = z.infer<typeof historyEntry>;
