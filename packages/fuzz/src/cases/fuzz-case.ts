import {
  avroCodecs,
  badRowFates,
  encodings,
  jsonNestings,
  newColumnFates,
  parquetCodecs,
  typeNames,
} from '@parquetry/core';
import { z } from 'zod';

const limits = z.strictObject({
  recordBytes: z.number().int().positive(),
  fieldBytes: z.number().int().positive(),
  columns: z.number().int().positive(),
});

const sourceOptions = z.strictObject({
  kind: z.enum(['csv', 'json']).exactOptional(),
  encoding: z.enum(encodings).exactOptional(),
  delimiter: z.string().exactOptional(),
  quote: z.string().exactOptional(),
  escape: z.string().exactOptional(),
  comment: z.string().exactOptional(),
  trim: z.boolean().exactOptional(),
  skipLines: z.number().int().exactOptional(),
  trailingDelimiter: z.boolean().exactOptional(),
  hasHeader: z.boolean().exactOptional(),
  names: z.array(z.string()).exactOptional(),
  nulls: z.array(z.string()).exactOptional(),
  quotedEmpty: z.enum(['null', 'string']).exactOptional(),
  member: z.string().exactOptional(),
  nested: z.enum(jsonNestings).exactOptional(),
  limits: limits.exactOptional(),
});

const caseOptions = z.strictObject({
  compression: z.enum(['none', 'gzip', 'zstd']),
  source: sourceOptions,
  /** Types by position of the column; `!` forbids nulls. */
  declared: z.array(z.strictObject({ at: z.number().int(), type: z.enum(typeNames), nullable: z.boolean() })),
  undeclared: z.enum(['infer', 'string']),
  sampleBytes: z.number().int().positive().exactOptional(),
  badRows: z.strictObject({
    fate: z.enum(badRowFates),
    allowance: z
      .union([z.strictObject({ rows: z.number() }), z.strictObject({ fraction: z.number() })])
      .exactOptional(),
    isRedacted: z.boolean(),
  }),
  newColumns: z.enum(newColumnFates).exactOptional(),
  invalidBytes: z.enum(['bad-row', 'replace']),
  parquet: z.enum(parquetCodecs).nullable(),
  avro: z.enum(avroCodecs).nullable(),
  rowGroupRows: z.number().int().positive().exactOptional(),
  dictionary: z.boolean().exactOptional(),
  /** Small: one thread and little memory. */
  limits: z.enum(['small', 'large']),
  /** Decides where the store cuts its chunks, and how large blocks are. */
  chopSeed: z.number().int(),
});

/** How the files of a case are to be converted. */
export type CaseOptions = z.infer<typeof caseOptions>;

/** A cell as it was meant; null is null. */
export type MeantCell = string | null;

/** Files that are converted together, and how. */
export interface FuzzCase {
  /** Uncompressed. */
  readonly files: readonly Uint8Array[];
  readonly options: CaseOptions;
  /** What the one file holds, where it was written by the rules and the options tell all of them. */
  readonly meant?: readonly (readonly MeantCell[])[];
}

const caseFile = z.strictObject({
  options: caseOptions,
  /** Base64. */
  files: z.array(z.base64()).min(1),
  meant: z.array(z.array(z.string().nullable())).exactOptional(),
});

/** A case as the text of a file that {@link parseCase} reads. */
export function caseText({ files, options, meant }: FuzzCase): string {
  const encoded = files.map((file) => Buffer.from(file).toString('base64'));
  return `${JSON.stringify({ options, files: encoded, ...(meant && { meant }) }, null, 2)}\n`;
}

/** @throws ZodError or SyntaxError when the text is no case. */
export function parseCase(text: string): FuzzCase {
  const { options, files, meant } = caseFile.parse(JSON.parse(text));
  return {
    options,
    ...(meant && { meant }),
    files: files.map((file) => new Uint8Array(Buffer.from(file, 'base64'))),
  };
}
