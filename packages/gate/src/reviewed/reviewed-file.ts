import { gateMetric } from '@parquetry/bench/record';
import { z } from 'zod';

/** In the root of a project, committed: what the gate measures there, and what a reviewer has agreed to. */
export const REVIEWED_FILE = 'parquetry.gate.json';

const text = z.string().min(1);

const declaredBenchmark = z.discriminatedUnion('kind', [
  /** The whole process of a command is measured. */
  z.strictObject({ kind: z.literal('command'), run: text }),
  /** The command prints its samples as JSON. */
  z.strictObject({ kind: z.literal('samples'), run: text }),
  /** Files (a glob) of tinybench or `vitest bench`. */
  z.strictObject({ kind: z.literal('tinybench'), files: text }),
  z.strictObject({ kind: z.literal('vitest'), files: text }),
]);
export type DeclaredBenchmark = z.infer<typeof declaredBenchmark>;

export const acceptedSlowdown = z.strictObject({
  benchmark: text,
  metric: gateMetric,
  /** 0.08 for 8 %. */
  upTo: z.number().positive().max(10),
  because: text,
  /** The commit that head was compared with when it was accepted; void for any other. */
  base: text,
});
export type AcceptedSlowdown = z.infer<typeof acceptedSlowdown>;

export const reviewedFile = z.strictObject({
  /** By name: measured where the command line names none. */
  benchmarks: z.record(text, declaredBenchmark).default({}),
  /** Names of scenarios of this lab that are measured where the command line names none. */
  scenarios: z.array(text).default([]),
  /** Run in each tree before it is measured; found from the lockfile and package.json when absent, `null` for nothing. */
  install: text.nullable().optional(),
  build: text.nullable().optional(),
  accepted: z.array(acceptedSlowdown).default([]),
  /**
   * Declared values of deterministic counters, by benchmark and counter. Bound to no base: a value counts in the change that
   * brings it and, standing in base's own file, excuses nothing after that.
   */
  counters: z.record(text, z.record(text, z.number())).default({}),
  /** Why they were last declared anew. */
  countersBecause: text.optional(),
});
export type ReviewedFile = z.infer<typeof reviewedFile>;
