import { type Recipe, recipe } from '../../../src/index.ts';

/** From `in/` to `out/` of one bucket, as Parquet unless told otherwise. */
export const recipeOf = (parts: Partial<Parameters<typeof recipe.parse>[0] & object> = {}): Recipe =>
  recipe.parse({
    from: { bucket: 's3://lake', prefix: 'in/' },
    to: { bucket: 's3://lake', prefix: 'out/' },
    typing: { kind: 'per-object' },
    outputs: [{ format: 'parquet', codec: 'snappy' }],
    ...parts,
  });

export const source = (name: string) => ({ bucket: 's3://lake', key: `in/${name}` });
export const output = (name: string) => ({ bucket: 's3://lake', key: `out/${name}` });
