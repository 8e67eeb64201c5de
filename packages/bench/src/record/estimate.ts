import { z } from 'zod';

/** A figure with its uncertainty. `low … high` is an interval for the median with at least `confidence` coverage. */
export const estimate = z.strictObject({
  median: z.number(),
  low: z.number(),
  high: z.number(),
  /** Coverage of the interval, 0 … 1: with few samples even the whole range reaches less than 95 %. */
  confidence: z.number(),
  samples: z.number().int().positive(),
});
export type Estimate = z.infer<typeof estimate>;
