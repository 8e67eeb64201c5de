import type { Column } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { encodeParquet } from '../../src/row-codecs/encode-parquet.ts';
import { parseRows } from '../../src/row-codecs/parse-rows.ts';
import { parquetSizes } from '../../src/row-codecs/size-row-groups.ts';
import { hyparquetMetadata } from '../support/readers/hyparquet.ts';

const nullable = (name: string, type: Column['type']): Column => ({ name, type, nullable: true });

async function metadataOf(text: string, ...columns: Column[]) {
  const csv = { name: 'x.csv', dialect: { delimiter: ',', quote: '"' }, columns };
  const rows = await parseRows(Buffer.from(text), csv);
  return hyparquetMetadata(await encodeParquet(rows, csv, 'snappy'));
}

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
});
