import type { Column } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { encodeParquet, type WrittenParquet } from '../../src/row-codecs/encode-parquet.ts';
import { parseRows } from '../../src/row-codecs/parse-rows.ts';
import { parquetSizes } from '../../src/row-codecs/size-row-groups.ts';
import { hyparquetMetadata } from '../support/readers/hyparquet.ts';
import { PARSING, planOf } from './plan-of.ts';

const nullable = (name: string, type: Column['type']): Column => ({ name, type, nullable: true });

const output: WrittenParquet = {
  format: 'parquet',
  codec: 'snappy',
  ref: { bucket: '/out', key: 'x.parquet' },
};

async function fileOf(text: string, columns: readonly Column[], options: Partial<WrittenParquet> = {}) {
  const plan = planOf(columns);
  const rows = await parseRows(Buffer.from(text), plan, PARSING);
  return encodeParquet(rows, plan, { ...output, ...options });
}

const metadataOf = async (text: string, ...columns: Column[]) =>
  hyparquetMetadata(await fileOf(text, columns));

describe('encodeParquet', () => {
  it('counts equal dates once, before 1970 too', async () => {
    const text = 'd\n1969-12-31\n1969-12-31\n2024-02-29\n';
    const { row_groups } = await metadataOf(text, nullable('d', { kind: 'date' }));
    const statistics = row_groups[0]!.columns[0]!.meta_data!.statistics!;
    expect(statistics).toMatchObject({ min_value: -1, max_value: 19782 });
    expect(Number(statistics.distinct_count)).toBe(2);
  });

  it('states nothing about strings, which it would put in another order than readers do', async () => {
    const text = 's,n\n\u{FFFF},1\n\u{1F600},2\n';
    const { row_groups } = await metadataOf(
      text,
      nullable('s', { kind: 'string' }),
      nullable('n', { kind: 'int64' }),
    );
    const [strings, integers] = row_groups[0]!.columns;
    expect(strings!.meta_data!.statistics).toBeUndefined();
    expect(integers!.meta_data!.statistics).toMatchObject({ min_value: 1n, max_value: 2n });
  });

  it('writes no column index, since it would lack required fields', async () => {
    const { row_groups } = await metadataOf('n\n1\n', nullable('n', { kind: 'int64' }));
    expect(row_groups[0]!.columns[0]!.column_index_offset).toBeUndefined();
  });

  it('keeps columns in the order of the header where their names are numbers', async () => {
    const int64 = { kind: 'int64' } as const;
    const { schema } = await metadataOf(
      '2011,b,1\n1,2,3\n',
      ...['2011', 'b', '1'].map((name) => nullable(name, int64)),
    );
    expect(schema.slice(1).map(({ name }) => name)).toEqual(['2011', 'b', '1']);
  });

  it('cuts row groups at 65,536 rows, earlier where a row has many columns', async () => {
    const text = `n\n${'1\n'.repeat(70_000)}`;
    const { row_groups } = await metadataOf(text, nullable('n', { kind: 'int64' }));
    expect(row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([65_536, 4464]);
    expect(parquetSizes(100)).toEqual({ rowGroupSize: 20_971, pageSize: 2621 });
    expect(parquetSizes(10_000)).toEqual({ rowGroupSize: 4096, pageSize: 512 });
  });

  it('cuts row groups earlier where that is asked for, never later', async () => {
    const columns = [nullable('n', { kind: 'int64' })];
    const rowsOf = async (rowGroupRows: number) => {
      const { row_groups } = hyparquetMetadata(
        await fileOf(`n\n${'1\n'.repeat(10)}`, columns, { rowGroupRows }),
      );
      return row_groups.map(({ num_rows }) => Number(num_rows));
    };
    expect(await rowsOf(4)).toEqual([4, 4, 2]);
    expect(await rowsOf(1)).toHaveLength(10);
    expect(await rowsOf(5)).toEqual([5, 5]);
    expect(parquetSizes(1, 1 << 20)).toEqual(parquetSizes(1));
  });

  it('keeps key-value metadata as it is given', async () => {
    const metadata = { owner: 'Zoë', empty: '', 'ключ 😀': '{"a":"b"}' };
    const file = await fileOf('n\n1\n', [nullable('n', { kind: 'int64' })], { metadata });
    expect(hyparquetMetadata(file).key_value_metadata).toEqual(
      Object.entries(metadata).map(([key, value]) => ({ key, value })),
    );
  });
});
