import { memoryStore, writeTogether } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { accounted, type EncodedFile } from '../../src/wasm-arrow/account-rows.ts';
import { namesIn } from '../support/convert-csv.ts';

async function* fileOf(rows: number): EncodedFile {
  yield new Uint8Array([1]);
  return rows;
}

async function storeBoth(
  parquetRows: number,
  avroRows: number,
): Promise<{ names: string[]; error: unknown }> {
  const store = memoryStore();
  const parts = [
    { ref: { bucket: 'out', key: 'a.parquet' }, body: accounted('parquet', fileOf(parquetRows), () => 3) },
    { ref: { bucket: 'out', key: 'a.avro' }, body: accounted('avro', fileOf(avroRows), () => 3) },
  ];
  const error = await writeTogether(store, parts).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { names: await namesIn(store, 'out'), error };
}

describe('files become visible', () => {
  it('when each has all the rows that were read', async () => {
    expect(await storeBoth(3, 3)).toEqual({ names: ['a.avro', 'a.parquet'], error: undefined });
  });

  it.each([
    [2, 3, 'parquet has 2 of the 3 rows'],
    [3, 4, 'avro has 4 of the 3 rows'],
  ])('not one of them when they have %d and %d of 3', async (parquetRows, avroRows, complaint) => {
    const { names, error } = await storeBoth(parquetRows, avroRows);
    expect(names).toEqual([]);
    expect(error).toMatchObject({ message: expect.stringContaining(complaint) });
  });
});
