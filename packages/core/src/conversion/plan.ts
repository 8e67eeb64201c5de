import { z } from 'zod';
import type { TableSchema } from '../schema/table-schema.ts';

const objectRef = z.strictObject({ bucket: z.string(), key: z.string() });

const columnType = z.union([
  z.strictObject({ kind: z.enum(['boolean', 'int64', 'float64', 'date', 'string']) }),
  z.strictObject({ kind: z.literal('timestamp'), isAdjustedToUTC: z.boolean() }),
]);

export const tableSchema = z.strictObject({
  columns: z
    .array(
      z.strictObject({
        name: z.string(),
        type: columnType,
        nullable: z.boolean(),
        declared: z.boolean().optional(),
      }),
    )
    .min(1)
    .refine(
      (columns) => new Set(columns.map(({ name }) => name)).size === columns.length,
      'two columns have one name',
    ),
}) as z.ZodType<TableSchema>;

export const parquetCodecs = ['snappy', 'zstd', 'gzip', 'none'] as const;
export const avroCodecs = ['snappy', 'deflate', 'null'] as const;
export type ParquetCodec = (typeof parquetCodecs)[number];
export type AvroCodec = (typeof avroCodecs)[number];

const parquetOutput = z.strictObject({
  format: z.literal('parquet'),
  ref: objectRef,
  codec: z.enum(parquetCodecs),
});
const avroOutput = z.strictObject({
  format: z.literal('avro'),
  ref: objectRef,
  codec: z.enum(avroCodecs),
});

const dialectByte = z
  .string()
  .regex(/^[^\r\n\u0080-\uffff]$/, 'must be one ASCII character that ends no line');

/** One file's conversion as plain data: it crosses threads and processes unchanged. Validated once, at the edge. */
export const conversionPlan = z.strictObject({
  source: z.strictObject({
    ref: objectRef,
    /** Found by content, never by name. */
    compression: z.enum(['none', 'gzip']),
    /** Bytes of the object as stored. */
    bytes: z.number().int().nonnegative(),
    /** Every read insists on this version of the object. */
    etag: z.string().optional(),
    dialect: z
      .strictObject({ delimiter: dialectByte, quote: dialectByte })
      .refine(({ delimiter, quote }) => delimiter !== quote, 'delimiter and quote are the same'),
  }),
  /** The columns of the source, in the order of its header, by final name. */
  schema: tableSchema,
  outputs: z
    .array(z.discriminatedUnion('format', [parquetOutput, avroOutput]))
    .min(1)
    .max(2)
    .refine(
      (outputs) => new Set(outputs.map(({ ref }) => `${ref.bucket}/${ref.key}`)).size === outputs.length,
      'two outputs have one name',
    ),
});

export type ConversionPlan = z.infer<typeof conversionPlan>;
export type OutputPlan = ConversionPlan['outputs'][number];
export type OutputFormat = OutputPlan['format'];
