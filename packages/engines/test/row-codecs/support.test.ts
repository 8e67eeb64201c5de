import { memoryStore } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { largestFileBytes } from '../../src/row-codecs/largest-file.ts';
import { rowCodecSupport } from '../../src/row-codecs/support.ts';
import { type CsvInput, planCsv } from '../support/convert-csv.ts';

const MUCH = 1 << 30;
const because = async (input: CsvInput) => {
  const support = rowCodecSupport(await planCsv(memoryStore(), input), MUCH);
  return support.supported ? 'supported' : support.because;
};

describe('The row codecs', () => {
  it.each(['zstd', 'lz4_raw'] as const)('have no %s for Parquet', async (parquet) => {
    expect(await because({ csv: 'a\n1\n', parquet })).toBe(
      `parquetjs-lite has no ${parquet}; take snappy, gzip or none`,
    );
  });

  it('compress Parquet with gzip at the one level that zlib takes by itself', async () => {
    const at = (level?: number) =>
      because({ csv: 'a\n1\n', parquet: 'gzip', ...(level && { parquetOptions: { level } }) });
    expect(await at()).toBe('supported');
    expect(await at(6)).toBe('supported');
    expect(await at(9)).toBe('parquetjs-lite compresses with gzip at level 6 alone; leave the level out');
  });

  it.each([
    [true, 'parquetjs-lite writes no dictionaries; leave them out'],
    [{ a: false, b: true }, 'parquetjs-lite writes no dictionaries; leave them out'],
    [{ a: false }, 'supported'],
    [false, 'supported'],
  ])('write no dictionaries: %j', async (dictionary, answer) => {
    expect(await because({ csv: 'a,b\n1,2\n', parquetOptions: { dictionary } })).toBe(answer);
  });

  it('leave the metadata keys of Avro to Avro', async () => {
    const avroOptions = { metadata: { 'avro.codec': 'x' } };
    expect(await because({ csv: 'a\n1\n', avroOptions })).toContain('"avro.codec" is Avro\'s own');
    expect(await because({ csv: 'a\n1\n', avroOptions: { metadata: { owner: 'x' } } })).toBe('supported');
  });

  it('write local timestamps to Avro, not to Parquet', async () => {
    const csv = 'at\n2024-05-01T10:00:00\n';
    expect(await because({ csv })).toContain('column "at" is a local timestamp');
    expect(await because({ csv, parquet: null })).toBe('supported');
  });

  it('refuse a column that an object cannot have', async () => {
    expect(await because({ csv: 'a,__proto__\n1,2\n' })).toContain('"__proto__"');
  });

  it('refuse a file that does not fit the memory, by its size alone', async () => {
    const plan = await planCsv(memoryStore(), { csv: 'a\n1\n2\n' });
    const largest = largestFileBytes(MUCH, 1);
    const supportOf = (bytes: number) =>
      rowCodecSupport({ ...plan, source: { ...plan.source, bytes } }, MUCH);
    expect(supportOf(largest)).toEqual({ supported: true });
    expect(supportOf(largest + 1)).toEqual({
      supported: false,
      because: expect.stringMatching(/^\/in\/.*\.txt holds more than [0-9.]+ MiB of text/),
    });
  });
});
