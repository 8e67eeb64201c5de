import { existsSync } from 'node:fs';
import { type DiffOptions, diffTables, type TableDiff } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { readShared, sharedPath, tableOf } from './support/files.ts';
import { avroOf, recordSchema } from './support/write-avro.ts';
import { parquetOf } from './support/write-parquet.ts';

const CSV = 'id,name,speed,day\n1,Ann,1.5,2024-01-01\n2,,2.5,2024-01-02\n3,"Zoë, Dr.",,2024-01-03\n';

const diff = async (
  a: Uint8Array | string,
  b: Uint8Array | string,
  options?: DiffOptions,
): Promise<TableDiff> => diffTables(await tableOf(a), await tableOf(b), options);

const SAME: Omit<TableDiff, 'rowsA' | 'rowsB'> = {
  equal: true,
  schemaDifferences: [],
  onlyInA: 0,
  onlyInB: 0,
  differingRows: 0,
  differingCells: 0,
  duplicateKeys: { a: 0, b: 0 },
  differences: [],
};

describe('tables are equal', () => {
  it('when CSV, Parquet and Avro hold the same columns and cells', async () => {
    const parquet = await parquetOf(`SELECT * FROM (VALUES
      (1::BIGINT, 'Ann', 1.5::DOUBLE, DATE '2024-01-01'), (2, NULL, 2.5, DATE '2024-01-02'),
      (3, 'Zoë, Dr.', NULL, DATE '2024-01-03')) t(id, name, speed, day)`);
    const avro = await avroOf(
      recordSchema({
        id: ['null', 'long'],
        name: ['null', 'string'],
        speed: ['null', 'double'],
        day: ['null', { type: 'int', logicalType: 'date' }],
      }),
      [
        { id: 1n, name: 'Ann', speed: 1.5, day: 19_723 },
        { id: 2n, name: null, speed: 2.5, day: 19_724 },
        { id: 3n, name: 'Zoë, Dr.', speed: null, day: 19_725 },
      ],
    );
    const same = { ...SAME, rowsA: 3, rowsB: 3 };
    expect(await diff(CSV, parquet)).toEqual(same);
    expect(await diff(parquet, avro)).toEqual(same);
    expect(await diff(avro, CSV, { key: ['id'] })).toEqual(same);
  });

  it('when NaN meets NaN, and not when −0 meets 0', async () => {
    const of = (values: string) => parquetOf(`SELECT unnest([${values}])::DOUBLE AS x`);
    expect((await diff(await of(`'NaN', '0'`), await of(`'NaN', '0'`))).equal).toBe(true);
    expect(await diff(await of(`'NaN', '0'`), await of(`'NaN', '-0'`))).toMatchObject({
      equal: false,
      differingCells: 1,
      differences: [{ what: 'cell', row: 2, column: 'x', a: 0, b: '-0' }],
    });
  });

  it('when both are empty', async () => {
    expect(await diff('a,b\n', 'a,b\n')).toEqual({ ...SAME, rowsA: 0, rowsB: 0 });
  });

  it('whatever the size of their batches', async () => {
    const query = `SELECT i AS id, 'row ' || i AS words FROM range(150000) t(i)`;
    const large = await parquetOf(query, 'COMPRESSION snappy, ROW_GROUP_SIZE 150000');
    const small = await parquetOf(query, 'COMPRESSION zstd, ROW_GROUP_SIZE 4096');
    expect(await diff(large, small)).toEqual({ ...SAME, rowsA: 150_000, rowsB: 150_000 });
  });
});

describe('differences of cells', () => {
  it('are counted, and the first ones shown in row order with row, column and both values', async () => {
    const changed = CSV.replace('1.5', '1.25')
      .replace('2024-01-02', '2024-01-09')
      .replace(',,2.5', ',Bob,2.5');
    expect(await diff(CSV, changed, { limit: 2 })).toEqual({
      ...SAME,
      rowsA: 3,
      rowsB: 3,
      equal: false,
      differingRows: 2,
      differingCells: 3,
      differences: [
        { what: 'cell', row: 1, column: 'speed', a: 1.5, b: 1.25 },
        { what: 'cell', row: 2, column: 'name', a: null, b: 'Bob' },
      ],
    });
  });

  it('are found beyond the first batch', async () => {
    const query = (at: number) =>
      `SELECT CASE WHEN i = ${at} THEN -1 ELSE i END AS id FROM range(140000) t(i)`;
    expect(await diff(await parquetOf(query(-1)), await parquetOf(query(135_000)))).toMatchObject({
      differingCells: 1,
      differences: [{ what: 'cell', row: 135_001, column: 'id', a: '135000', b: '-1' }],
    });
  });
});

describe('differences of rows', () => {
  const without = (row: string) => CSV.replace(`${row}\n`, '');

  it('rows beyond the end of the shorter table are counted', async () => {
    const shorter = without('3,"Zoë, Dr.",,2024-01-03');
    expect(await diff(CSV, shorter)).toMatchObject({
      equal: false,
      rowsA: 3,
      rowsB: 2,
      onlyInA: 1,
      onlyInB: 0,
      differingCells: 0,
      differences: [{ what: 'only-in-a', row: 3 }],
    });
    expect(await diff(shorter, CSV)).toMatchObject({ onlyInA: 0, onlyInB: 1 });
  });

  it('with a key a missing row is named by its key, and the others still match', async () => {
    expect(await diff(CSV, without('2,,2.5,2024-01-02'), { key: ['id'] })).toMatchObject({
      equal: false,
      onlyInA: 1,
      differingCells: 0,
      differences: [{ what: 'only-in-a', row: 2, key: { id: '2' } }],
    });
  });

  it('with a key the order of rows does not matter', async () => {
    const [header, first, ...rest] = CSV.trim().split('\n');
    const reordered = [header, ...rest.reverse(), first, ''].join('\n');
    expect((await diff(CSV, reordered)).equal).toBe(false);
    expect(await diff(CSV, reordered, { key: ['id', 'day'] })).toEqual({ ...SAME, rowsA: 3, rowsB: 3 });
  });

  it('a changed cell is named by its key', async () => {
    const changed = CSV.replace('2.5', '2.75');
    expect((await diff(CSV, changed, { key: ['day'] })).differences).toEqual([
      { what: 'cell', row: 2, key: { day: '2024-01-02' }, column: 'speed', a: 2.5, b: 2.75 },
    ]);
  });

  it('keys that occur twice are reported, on either side', async () => {
    const twice = `${CSV}3,again,,2024-01-03\n`;
    expect(await diff(CSV, twice, { key: ['id'] })).toMatchObject({
      equal: false,
      duplicateKeys: { a: 0, b: 1 },
      differences: [{ what: 'duplicate-key', side: 'b', row: 4, key: { id: '3' } }],
    });
    expect(await diff(twice, CSV, { key: ['id'] })).toMatchObject({ duplicateKeys: { a: 1, b: 0 } });
  });

  it('null is a key like any other', async () => {
    expect(await diff(CSV, CSV, { key: ['name'] })).toMatchObject({ equal: true });
  });

  it('a key that one table lacks is refused with the columns there are', async () => {
    await expect(diff(CSV, CSV, { key: ['nummer'] })).rejects.toThrow(
      '--key: /files/file has no column "nummer"; it has: id, name, speed, day',
    );
  });
});

describe('differences of schemas', () => {
  it('a changed type is reported, while equal numbers stay equal', async () => {
    const of = (type: string) => parquetOf(`SELECT unnest([1, NULL, 3])::${type} AS n`);
    expect(await diff(await of('BIGINT'), await of('DOUBLE'))).toMatchObject({
      equal: false,
      schemaDifferences: [{ what: 'type', column: 'n', a: 'int64', b: 'float64' }],
      differingCells: 0,
    });
    expect(await diff(await of('BIGINT'), await of('INTEGER'), { key: ['n'] })).toMatchObject({
      schemaDifferences: [{ what: 'type', column: 'n', a: 'int64', b: 'int32' }],
      differingCells: 0,
      onlyInA: 0,
    });
  });

  it('an integer that a float rounds differs', async () => {
    const exact = await parquetOf('SELECT 9007199254740993::BIGINT AS n');
    const rounded = await parquetOf('SELECT 9007199254740993::DOUBLE AS n');
    expect(await diff(exact, rounded)).toMatchObject({
      differences: [{ what: 'cell', row: 1, column: 'n', a: '9007199254740993', b: 9_007_199_254_740_992 }],
    });
  });

  it('numbers that have become text differ in every cell but nulls', async () => {
    expect(await diff('a,b\n1,x\n,y\n', 'a,b\n"1x",x\n,y\n')).toMatchObject({
      schemaDifferences: [{ what: 'type', column: 'a', a: 'int64', b: 'string' }],
      differingCells: 1,
    });
  });

  it('missing, added and reordered columns and lost nulls are reported; the common ones are compared', async () => {
    const before = await avroOf(recordSchema({ a: 'long', b: 'string', gone: 'string' }), [
      { a: 1n, b: 'x', gone: '' },
    ]);
    const after = await avroOf(recordSchema({ b: ['null', 'string'], a: 'long', added: 'double' }), [
      { a: 2n, b: 'x', added: 0 },
    ]);
    expect(await diff(before, after)).toMatchObject({
      equal: false,
      schemaDifferences: [
        { what: 'only-in-a', column: 'gone', type: 'string' },
        { what: 'only-in-b', column: 'added', type: 'float64' },
        { what: 'nullability', column: 'b', a: false, b: true },
        { what: 'order', a: ['a', 'b'], b: ['b', 'a'] },
      ],
      differingCells: 1,
      differences: [{ what: 'cell', row: 1, column: 'a', a: '1', b: '2' }],
    });
  });
});

const hflights = 'data/flights/hflights_2011_227k.csv.gz';

it.skipIf(!existsSync(sharedPath(hflights)))(
  '227,496 rows of real data are equal to themselves by position',
  async () => {
    const bytes = await readShared(hflights);
    expect(await diff(bytes, bytes)).toEqual({ ...SAME, rowsA: 227_496, rowsB: 227_496 });
  },
);
