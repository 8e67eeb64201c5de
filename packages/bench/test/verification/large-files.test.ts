import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ConversionPlan,
  describeSource,
  fileRef,
  fileStore,
  type OutputPlan,
  planConversions,
} from '@parquetry/core';
import { generateText, type RecipeName, type TextFormat } from '@parquetry/datagen';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sourceRows, whyNotDuckdb } from '../../src/verification/native-sql.ts';
import { type Verification, verifyOutputs } from '../../src/verification/verify-outputs.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { parquetFile } from './support/parquet-file.ts';

let scratch: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  scratch = await temporaryDirectory();
});
afterEach(() => scratch[Symbol.asyncDispose]());

const parquetAt = (): OutputPlan => ({
  format: 'parquet',
  ref: { bucket: scratch.path, key: 'out.parquet' },
  codec: 'snappy',
});

async function planOf(name: string, text: string | Uint8Array): Promise<ConversionPlan> {
  const path = join(scratch.path, name);
  await writeFile(path, text);
  const source = await describeSource(fileStore(), fileRef(path));
  const options = { declared: new Map(), undeclared: 'infer', shareSchema: false } as const;
  const [plan] = await planConversions(fileStore(), [{ source, outputs: [parquetAt()] }], options);
  return plan!;
}

/** The Parquet file of a query over `rows`, whose columns are c0, c1 … */
async function write(
  plan: ConversionPlan,
  change = (rows: string) => `SELECT * FROM (${rows}) ORDER BY rn`,
): Promise<void> {
  const columns = plan.schema.columns.map(({ name }, index) => `c${index} AS "${name}"`);
  const query = `WITH changed AS MATERIALIZED (${change(sourceRows(plan))}) SELECT ${columns.join(', ')} FROM changed`;
  await writeFile(join(scratch.path, 'out.parquet'), await parquetFile(query));
}

/** As a file is judged that is too large to go through cell by cell. */
const verifyAsLarge = (plan: ConversionPlan, writer = 'parquet-wasm'): Promise<Verification> =>
  verifyOutputs({
    store: fileStore(),
    plan,
    writers: { parquet: writer, avro: 'parquetry' },
    mostCellByCellBytes: 0,
  });

const generated = (recipe: RecipeName, format: TextFormat) =>
  Buffer.concat([...generateText({ recipe, format, seed: 5, rows: 700 })]);

describe('a file too large to compare cell by cell', () => {
  it.each<[RecipeName, TextFormat]>([
    ['state-vectors', 'csv'],
    ['state-vectors', 'ndjson'],
    ['quotes', 'csv'],
    ['decimals', 'csv'],
    ['doubles', 'csv'],
    ['unique-strings', 'csv'],
    ['wide-table', 'csv'],
  ])('%s as %s is verified by DuckDB, and it is said how', async (recipe, format) => {
    const plan = await planOf(`in.${format}`, generated(recipe, format));
    await write(plan);
    expect(await verifyAsLarge(plan)).toEqual({
      status: 'verified',
      verifiedBy: { parquet: 'DuckDB' },
      verification: expect.stringMatching(/^the file is too large to compare cell by cell/),
    });
  });

  it('is compared cell by cell all the same where DuckDB wrote it', async () => {
    const plan = await planOf('in.csv', generated('state-vectors', 'csv'));
    await write(plan);
    expect(await verifyAsLarge(plan, 'duckdb')).toEqual({
      status: 'verified',
      verifiedBy: { parquet: 'hyparquet' },
    });
  });

  const CSV = 'n,s\n1,one\n2,two\n3,"th""ree"\n4,\n';

  it.each([
    [
      'a cell',
      (rows: string) => `SELECT * REPLACE (CASE WHEN rn = 3 THEN 'x' ELSE c1 END AS c1) FROM (${rows})`,
      'row 3, column "s": expected "th\\"ree", found "x"',
    ],
    [
      'a null',
      (rows: string) => `SELECT * REPLACE (coalesce(c1, '') AS c1) FROM (${rows})`,
      'row 4, column "s": expected null, found ""',
    ],
    [
      'the order of rows',
      (rows: string) => `SELECT * FROM (${rows}) ORDER BY rn DESC`,
      'row 1, column "n": expected "1", found "4"',
    ],
    [
      'the number of rows',
      (rows: string) => `SELECT * FROM (${rows}) WHERE rn < 4`,
      'expected 4 rows, found 3 rows',
    ],
    [
      'a type',
      (rows: string) => `SELECT * REPLACE (c0::INTEGER AS c0) FROM (${rows})`,
      'column "n": expected int64, found int32 (INT32 INTEGER(32,signed))',
    ],
  ])('is wrong where %s differs', async (_, change, mismatch) => {
    const plan = await planOf('in.csv', CSV);
    await write(plan, change);
    expect(await verifyAsLarge(plan)).toEqual({ status: 'wrong-output', mismatch: `parquet: ${mismatch}` });
  });

  it('is wrong where it is missing', async () => {
    const plan = await planOf('in.csv', CSV);
    expect(await verifyAsLarge(plan)).toMatchObject({
      status: 'wrong-output',
      mismatch: expect.stringMatching(/^parquet: no file was written to/),
    });
  });
});

describe('what DuckDB reads otherwise is compared cell by cell', () => {
  it.each([
    ['spaces that are no part of fields', 'in.csv', 'n, s\n1, "one"\n2, "two"\n'],
    ['an array of JSON', 'in.json', '[{"n":1},{"n":2}]'],
    ['nested objects', 'in.ndjson', '{"a":{"b":1}}\n{"a":{"b":2}}\n'],
    ['names that differ in case alone', 'in.csv', 'n,N\n1,2\n'],
  ])('%s', async (_, name, text) => {
    expect(whyNotDuckdb(await planOf(name, text))).toMatch(/./);
  });
});
