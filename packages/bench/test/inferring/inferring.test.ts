import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  describeSource,
  type EngineLimits,
  fileRef,
  fileStore,
  planConversions,
  type ReadColumn,
} from '@parquetry/core';
import { generateText } from '@parquetry/datagen';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inferringSession } from '../../src/inferring/inferring-session.ts';
import { ownInference } from '../../src/inferring/own-inference.ts';
import { retypedColumns } from '../../src/inferring/retyped-columns.ts';
import { verifyInferred } from '../../src/inferring/verify-inferred.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let scratch: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  scratch = await temporaryDirectory();
});
afterEach(() => scratch[Symbol.asyncDispose]());

const limits: EngineLimits = { memoryBytes: 1 << 30, threads: 1 };

/** A plan with the types that every row of the text gives by the project's law. */
async function planOf(text: string | Uint8Array) {
  const path = join(scratch.path, 'in.csv');
  await writeFile(path, text);
  const source = await describeSource(fileStore(), fileRef(path));
  const ref = { bucket: scratch.path, key: 'out/out.parquet' };
  const outputs = [{ format: 'parquet', ref, codec: 'snappy' }] as const;
  const options = { declared: new Map(), undeclared: 'infer', shareSchema: false } as const;
  const [plan] = await planConversions(fileStore(), [{ source, outputs: [...outputs] }], options);
  return plan!;
}

async function convertBy(name: string, text: string | Uint8Array, rows: number) {
  const plan = await planOf(text);
  const library = ownInference(name)!;
  await using session = await library.open(fileStore(), limits);
  const conversion = await session.convert(plan);
  const request = { store: fileStore(), plan, writers: library.writers };
  return { conversion, ...(await verifyInferred(request, { rows })) };
}

const CODES = 'code,clock\n0012,12:34:56\n0113,01:02:03\n';

describe.each([
  ['duckdb', 'clock', /^time/],
  ['polars', 'code', /^int64$/],
])('%s by its own rules', (name, column, type) => {
  it('converts a file of which nothing is said, and its rows are counted', async () => {
    const text = Buffer.concat([...generateText({ recipe: 'decimals', seed: 1, rows: 500 })]);
    const { conversion, ruling } = await convertBy(name, text, 500);
    expect(conversion).toMatchObject({ status: 'converted', result: { rows: { written: 500 } } });
    expect(ruling).toMatchObject({ status: 'verified', verifiedBy: { parquet: 'hyparquet' } });
  });

  it('takes some texts for something else, and that is told', async () => {
    const { ruling, retyped } = await convertBy(name, CODES, 2);
    expect(retyped).toEqual([{ column, expected: 'string', found: expect.stringMatching(type) }]);
    expect(ruling).toMatchObject({ notVerified: expect.stringMatching(/^cells: only rows were counted/) });
  });

  it('is wrong when rows are missing', async () => {
    const { ruling } = await convertBy(name, CODES, 3);
    expect(ruling).toMatchObject({ status: 'wrong-output', mismatch: 'parquet: expected 3 rows, found 2' });
  });
});

it('a file that is missing is wrong', async () => {
  const plan = await planOf(CODES);
  const request = { store: fileStore(), plan, writers: { parquet: 'polars', avro: 'none' } };
  expect((await verifyInferred(request, { rows: 2 })).ruling).toMatchObject({
    status: 'wrong-output',
    mismatch: expect.stringMatching(/^no file was written to/),
  });
});

it('a session that infers takes source and outputs from a plan, and gives the engine the types it found', async () => {
  const plan = await planOf('n,s\n1,x\n2,y\n');
  const untyped = {
    ...plan,
    schema: {
      columns: plan.schema.columns.map((column) => ({ ...column, type: { kind: 'string' as const } })),
    },
  };
  const kinds: string[][] = [];
  const session = inferringSession(fileStore(), {
    filesInFlight: 3,
    convert: async ({ schema }) => {
      kinds.push(schema.columns.map(({ type }) => type.kind));
      return { status: 'unsupported', because: 'that was all' };
    },
    [Symbol.asyncDispose]: async () => {},
  });
  expect(session.filesInFlight).toBe(3);
  expect(await session.convert(untyped)).toEqual({ status: 'unsupported', because: 'that was all' });
  expect(kinds).toEqual([['int64', 'string']]);
  await expect(
    session.convert({ ...plan, source: { ...plan.source, ref: fileRef(join(scratch.path, 'gone.csv')) } }),
  ).rejects.toThrow(/gone\.csv does not exist/);
});

it('widths and units of one kind are no other type', async () => {
  const { schema } = await planOf(
    'i,f,t,l,s,d\n1,1.5,2024-01-01T00:00:00Z,2024-01-01T00:00:00,x,2024-01-01\n',
  );
  const columns = (...types: string[]) =>
    types.map(
      (type): ReadColumn => ({
        name: type,
        type,
        cellType: { kind: 'string' },
        nullable: true,
        physical: '',
      }),
    );
  const same = columns('int32', 'decimal(3,1)', 'timestamp_millis', 'local_timestamp_nanos', 'enum', 'date');
  expect(retypedColumns(schema.columns, same)).toEqual([]);
  const other = columns('float64', 'float32', 'local_timestamp', 'timestamp', 'string');
  expect(retypedColumns(schema.columns, other).map(({ column, found }) => [column, found])).toEqual([
    ['i', 'float64'],
    ['t', 'local_timestamp'],
    ['l', 'timestamp'],
    ['d', 'nothing'],
  ]);
});
