import { s3Settings } from '@parquetry/s3';
import { z } from 'zod';

const MIB = 1 << 20;

/** How many objects are carried out at once and by what means. Each can be switched off, so that its effect can be shown. */
export const pipelineSettings = z.strictObject({
  s3: s3Settings.prefault({}),
  /** Objects at once, at most. */
  filesInFlight: z.number().int().positive().default(16),
  /** Bytes of sources held at once, at most; one object is always let through. */
  bytesInFlight: z
    .number()
    .int()
    .positive()
    .default(64 * MIB),
  /** Objects up to this size are read whole by one request. */
  wholeObjectBytes: z
    .number()
    .int()
    .nonnegative()
    .default(16 * MIB),
  /** Whether the outputs of an object are sent at once, or one after the other. */
  outputsTogether: z.boolean().default(true),
  /** Threads that carry out objects, each with connections and an engine of its own; 1: all in the calling thread. */
  threads: z.number().int().positive().default(1),
  /** Whether larger objects are read and written in a thread of its own, beside the one that converts. */
  storeThread: z.boolean().default(true),
  /** Of sources, kept for another read; 0 switches the cache off. */
  cacheBytes: z.number().int().nonnegative().default(0),
  cacheTtlMs: z.number().int().positive().default(60_000),
  /** `none`: a job that fails has failed. */
  resilience: z.enum(['full', 'none']).default('full'),
  jobAttempts: z.number().int().positive().default(4),
  jobTimeoutMs: z
    .number()
    .int()
    .positive()
    .default(15 * 60_000),
});
export type PipelineSettings = z.infer<typeof pipelineSettings>;
export type PipelineSettingsInput = z.input<typeof pipelineSettings>;
