import { z } from 'zod';
import { failureKinds } from '../../jobs/job.ts';

const objectRef = z.strictObject({ bucket: z.string(), key: z.string() });
const bytes = z.number().int().nonnegative();
const rows = z.number().int().nonnegative();

/** Its outputs hold what the recipe makes of this version of the source. */
const finished = z.strictObject({
  status: z.literal('finished'),
  source: objectRef,
  etag: z.string(),
  /** Of the source, as stored. */
  bytes,
  outputs: z.array(z.strictObject({ format: z.enum(['parquet', 'avro']), ref: objectRef, bytes })).min(1),
  rows: z.strictObject({ read: rows, written: rows, rejected: rows }),
  rejects: z.strictObject({ ref: objectRef, bytes }).optional(),
  recipe: z.string(),
  at: z.iso.datetime(),
});
export type FinishedEntry = z.infer<typeof finished>;

/** It is in the dead letters, where there are any; nothing is known of its outputs that was not known before. */
const failed = z.strictObject({
  status: z.literal('failed'),
  source: objectRef,
  etag: z.string().optional(),
  kind: z.enum(failureKinds),
  code: z.string(),
  message: z.string(),
  attempts: z.number().int().nonnegative(),
  recipe: z.string(),
  at: z.iso.datetime(),
});
export type FailedEntry = z.infer<typeof failed>;

/** From here on nothing is known of what these outputs hold: another version, or another recipe, may be half-way there. */
const reopened = z.strictObject({
  status: z.literal('reopened'),
  source: objectRef,
  outputs: z.array(objectRef).min(1),
  at: z.iso.datetime(),
});
export type ReopenedEntry = z.infer<typeof reopened>;

/** What a manifest tells; a later entry overrules an earlier one about the same output. */
export const manifestEntry = z.discriminatedUnion('status', [finished, failed, reopened]);
export type ManifestEntry = z.infer<typeof manifestEntry>;
