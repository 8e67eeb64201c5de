import { type ConversionPlan, conversionPlan } from '@parquetry/core';
import type { Place, Recipe } from '@parquetry/delivery';
import { FORMAT, HEADER, SCHEMA } from './source-text.ts';

/** Where a campaign reads and writes. */
export interface Lake {
  readonly from: Place;
  readonly to: Place;
}

/** A source as it was put there. */
export interface StoredSource {
  /** Below the prefix. */
  readonly key: string;
  readonly etag: string;
  readonly bytes: number;
}

/** Of what stands beside the outputs and is none. */
export const stateOf = ({ to }: Lake): string => `${to.prefix}_parquetry/`;

export const lakeIn = (bucket: string): Lake => ({
  from: { bucket, prefix: 'in/' },
  to: { bucket, prefix: 'out/' },
});

const CHOICES: Recipe['outputs'] = [
  { format: 'parquet', codec: 'snappy' },
  { format: 'avro', codec: 'snappy' },
];

/** Everybody is told schema and format, as a batch tells its jobs what it has found in some of them. */
export const recipeOf = ({ from, to }: Lake): Recipe => ({
  from,
  to,
  source: {},
  typing: {
    kind: 'shared',
    schema: SCHEMA,
    isWhole: true,
    model: { format: FORMAT, firstLine: Buffer.from(HEADER).toString('base64') },
  },
  outputs: [...CHOICES],
});

/** Where the outputs of a source have to be: said here once more, apart from the pipeline. */
export const outputKeys = ({ to }: Lake, key: string): readonly string[] =>
  CHOICES.map(({ format }) => `${to.prefix}${key.replace(/\.csv$/, '')}.${format}`);

/** What was to be made of a source, for whoever compares it with what is there. */
export function planOf(lake: Lake, { key, etag, bytes }: StoredSource): ConversionPlan {
  const { from, to } = lake;
  const keys = outputKeys(lake, key);
  return conversionPlan.parse({
    source: {
      ref: { bucket: from.bucket, key: from.prefix + key },
      compression: 'none',
      bytes,
      etag,
      format: FORMAT,
    },
    schema: SCHEMA,
    outputs: CHOICES.map((choice, index) => ({ ...choice, ref: { bucket: to.bucket, key: keys[index]! } })),
  });
}
