import {
  badRowPolicy,
  encodings,
  jsonNestings,
  newColumnFates,
  outputChoice,
  readLimits,
  type SourceOptions,
  sourceFormat,
  tableSchema,
} from '@parquetry/core';
import { z } from 'zod';

/** Objects whose keys start alike. `prefix` is empty, or ends with `/`. */
const place = z.strictObject({
  bucket: z.string().min(1),
  prefix: z.string().regex(/^$|\/$/, 'must be empty or end with /'),
});
export type Place = z.infer<typeof place>;

const sourceOptions = z.strictObject({
  kind: z.enum(['csv', 'json']).optional(),
  encoding: z.enum(encodings).optional(),
  delimiter: z.string().min(1).optional(),
  quote: z.string().optional(),
  escape: z.string().optional(),
  comment: z.string().optional(),
  trim: z.boolean().optional(),
  skipLines: z.number().int().nonnegative().optional(),
  trailingDelimiter: z.boolean().optional(),
  hasHeader: z.boolean().optional(),
  names: z.array(z.string()).optional(),
  nulls: z.array(z.string()).optional(),
  quotedEmpty: z.enum(['null', 'string']).optional(),
  member: z.string().optional(),
  nested: z.enum(jsonNestings).optional(),
  limits: readLimits.optional(),
}) as z.ZodType<SourceOptions>;

/** How the objects that one was looked at for are read: those whose first line is the same, byte for byte. */
const model = z.strictObject({
  format: sourceFormat,
  /** The first line with its end, in base64. */
  firstLine: z.base64(),
});
export type Model = z.infer<typeof model>;

const typing = z.discriminatedUnion('kind', [
  /** One schema for every object. `isWhole`: there are no other columns; else those it lacks are found in each object. */
  z.strictObject({
    kind: z.literal('shared'),
    schema: tableSchema,
    isWhole: z.boolean(),
    model: model.optional(),
  }),
  /** Every object is typed by itself, from so many bytes of it; from every row when absent. */
  z.strictObject({ kind: z.literal('per-object'), sampleBytes: z.number().int().positive().optional() }),
]);

/** What becomes of every object of a prefix: plain data, the same for each of them and for every run. */
export const recipe = z.strictObject({
  from: place,
  to: place,
  /** Where rows go that are set aside. */
  rejects: place.optional(),
  /** What is known of the sources; whatever is left out is found in each. */
  source: sourceOptions.default({}),
  typing,
  badRows: badRowPolicy.optional(),
  invalidBytes: z.enum(['bad-row', 'replace']).optional(),
  newColumns: z.enum(newColumnFates).optional(),
  outputs: z
    .array(outputChoice)
    .min(1)
    .max(2)
    .refine((it) => new Set(it.map(({ format }) => format)).size === it.length, 'two outputs of one format'),
});
export type Recipe = z.infer<typeof recipe>;
