import { z } from 'zod';
import { DEFAULT_READ_LIMITS } from '../records/read-limits.ts';
import { badRowFates, FAIL_AT_FIRST } from '../records/row-ledger.ts';
import type { TableSchema } from '../schema/table-schema.ts';
import { encodings, jsonNestings, newColumnFates, type SourceFormat } from './source-format.ts';

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
        guess: z
          .strictObject({
            spelling: z.enum(['true', 'TRUE', 'True']).optional(),
            isUnseen: z.literal(true).optional(),
            isJsonText: z.literal(true).optional(),
          })
          .optional(),
      }),
    )
    .min(1)
    .refine(
      (columns) => new Set(columns.map(({ name }) => name)).size === columns.length,
      'two columns have one name',
    ),
}) as z.ZodType<TableSchema>;

export const parquetCodecs = ['snappy', 'zstd', 'gzip', 'lz4_raw', 'none'] as const;
export const avroCodecs = ['snappy', 'deflate', 'null'] as const;
export type ParquetCodec = (typeof parquetCodecs)[number];
export type AvroCodec = (typeof avroCodecs)[number];

const parquetOutput = z.strictObject({
  format: z.literal('parquet'),
  ref: objectRef,
  codec: z.enum(parquetCodecs),
  /** Of zstd (1–22) and gzip (1–9); the writer's default where absent. */
  level: z.number().int().min(1).max(22).optional(),
  /** What to spare where an engine has the choice: bytes of the file (the default), or time. */
  prefer: z.enum(['size', 'speed']).optional(),
  /** At most; fewer where the memory limit asks for it. */
  rowGroupRows: z.number().int().positive().optional(),
  /** Dictionary encoding: for all columns, or by column name; the writer's choice where absent. */
  dictionary: z.union([z.boolean(), z.record(z.string(), z.boolean())]).optional(),
  metadata: z.record(z.string(), z.string()).optional(),
});
const avroOutput = z.strictObject({
  format: z.literal('avro'),
  ref: objectRef,
  codec: z.enum(avroCodecs),
  /** Of deflate (1–9). */
  level: z.number().int().min(1).max(9).optional(),
  metadata: z.record(z.string(), z.string()).optional(),
});

const oneByte = z.string().regex(/^[^\r\n\u0080-\uffff]$/, 'must be one ASCII character that ends no line');

const dialect = z
  .strictObject({
    delimiter: z
      .string()
      .min(1)
      .regex(/^[^\r\n]+$/, 'must not end lines'),
    quote: z.union([oneByte, z.literal('')]),
    escape: z.union([oneByte, z.literal('')]),
    comment: z.string().regex(/^[^\r\n]*$/, 'must not end lines'),
    trim: z.boolean(),
    skipLines: z.number().int().nonnegative(),
    trailingDelimiter: z.boolean(),
  })
  .refine((it) => it.quote === '' || !it.delimiter.includes(it.quote), 'the delimiter holds the quote')
  .refine((it) => it.escape === '' || !it.delimiter.includes(it.escape), 'the delimiter holds the escape');

const encoding = z.enum(encodings);

const csvFormat = z.strictObject({
  kind: z.literal('csv'),
  encoding,
  dialect,
  hasHeader: z.boolean(),
  names: z.array(z.string().min(1)).min(1),
  nulls: z.array(z.string()),
  quotedEmpty: z.enum(['null', 'string']),
});

const jsonFormat = z.strictObject({
  kind: z.literal('json'),
  encoding,
  layout: z.enum(['lines', 'array', 'values']),
  member: z.string().optional(),
  records: z.enum(['objects', 'arrays']),
  fields: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        path: z.array(z.string()).min(1),
        isUnseen: z.literal(true).optional(),
      }),
    )
    .min(1),
  nested: z.enum(jsonNestings),
});

/** A source's format as data from outside. */
export const sourceFormat = z.discriminatedUnion('kind', [csvFormat, jsonFormat]) as z.ZodType<SourceFormat>;

/** What is asked of an output, wherever it goes. */
export const outputChoice = z.discriminatedUnion('format', [
  parquetOutput.omit({ ref: true }),
  avroOutput.omit({ ref: true }),
]);
export type OutputChoice = z.infer<typeof outputChoice>;

export const badRowPolicy = z.strictObject({
  fate: z.enum(badRowFates),
  allowance: z
    .union([
      z.strictObject({ rows: z.number().int().nonnegative() }),
      z.strictObject({ fraction: z.number().min(0).max(1) }),
    ])
    .optional(),
  isRedacted: z.boolean(),
});

export const readLimits = z.strictObject({
  recordBytes: z.number().int().positive(),
  fieldBytes: z.number().int().positive(),
  columns: z.number().int().positive(),
});

/** One file's conversion as plain data: it crosses threads and processes unchanged. Validated once, at the edge. */
export const conversionPlan = z.strictObject({
  source: z.strictObject({
    ref: objectRef,
    /** Found by content, never by name. */
    compression: z.enum(['none', 'gzip', 'zstd']),
    /** Bytes of the object as stored. */
    bytes: z.number().int().nonnegative(),
    /** Every read insists on this version of the object. */
    etag: z.string().optional(),
    format: sourceFormat,
    /** Bytes that are not in the encoding: their row is bad, or they become U+FFFD. */
    invalidBytes: z.enum(['bad-row', 'replace']).default('bad-row'),
    limits: readLimits.default(DEFAULT_READ_LIMITS),
  }),
  /** Columns are found in the source by name; one that the source lacks is null in every row. */
  schema: tableSchema,
  badRows: badRowPolicy.default(FAIL_AT_FIRST),
  /** Where rows that are set aside are written, as lines of JSON; nothing is written when there are none. */
  rejects: objectRef.optional(),
  newColumns: z.enum(newColumnFates).default('fail'),
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
/** A plan before its defaults are filled in by {@link conversionPlan}. */
export type ConversionPlanInput = z.input<typeof conversionPlan>;
export type OutputPlan = ConversionPlan['outputs'][number];
export type OutputFormat = OutputPlan['format'];
