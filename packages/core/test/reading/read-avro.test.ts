import { existsSync } from 'node:fs';
import {
  avroSchema,
  type CellValue,
  type ColumnType,
  type ObjectStore,
  openAvro,
  typeFromName,
  typeNames,
} from '@parquetry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REF, readBytes, readShared, readWhole, sharedPath, storeOf } from './support/files.ts';
import { avroOf, recordSchema, writtenCodecs } from './support/write-avro.ts';

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

function cellsOf(type: ColumnType): fc.Arbitrary<CellValue> {
  switch (type.kind) {
    case 'boolean':
      return fc.boolean();
    case 'int64':
    case 'timestamp':
      return fc.oneof(int64, fc.bigInt({ min: -300n, max: 300n }));
    case 'float64':
      return fc.double();
    case 'date':
      return fc.integer({ min: -2_000_000, max: 2_000_000 });
    case 'string':
      return fc.string({ unit: 'binary' });
    default:
      return type satisfies never;
  }
}

const tables = fc
  .array(fc.record({ type: fc.constantFrom(...typeNames).map(typeFromName), nullable: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  })
  .chain((types) => {
    const columns = types.map((column, index) => ({ ...column, name: `column ${index}` }));
    const row = fc.tuple(
      ...columns.map(({ type, nullable }) => (nullable ? fc.option(cellsOf(type)) : cellsOf(type))),
    );
    return fc.record({ columns: fc.constant(columns), rows: fc.array(row, { maxLength: 40 }) });
  });

describe('our own types in Avro', () => {
  it.each(writtenCodecs)('are read as avsc wrote them with codec %s, whatever the table', async (codec) => {
    await fc.assert(
      fc.asyncProperty(tables, fc.integer({ min: 1, max: 500 }), async ({ columns, rows }, blockSize) => {
        const schema = avroSchema({ columns });
        const records = rows.map((row) =>
          Object.fromEntries(schema.fields.map((field, index) => [field.name, row[index]])),
        );
        const found = await readBytes(await avroOf(schema, records, { codec, blockSize }));
        expect(found.rows).toEqual(rows);
        expect(
          found.columns.map(({ name, cellType, nullable }) => ({ name, type: cellType, nullable })),
        ).toEqual(columns.map(({ name, type, nullable }) => ({ name, type, nullable })));
      }),
      { numRuns: 60 },
    );
  });

  it('a file that arrives byte by byte reads the same', async () => {
    const records = Array.from({ length: 50 }, (_, index) => ({ id: BigInt(index), text: `row ${index}` }));
    const file = await avroOf(recordSchema({ id: 'long', text: 'string' }), records, { blockSize: 64 });
    const store: ObjectStore = {
      ...(await storeOf(file)),
      async *read() {
        for (let at = 0; at < file.length; at += 1) yield file.subarray(at, at + 1);
      },
    };
    const { rows } = await readWhole(await openAvro(store, REF));
    expect(rows).toEqual(records.map(({ id, text }) => [id, text]));
  });
});

describe('types that only others write', () => {
  const one = async (fields: Readonly<Record<string, unknown>>, record: unknown) => {
    const { columns, rows } = await readBytes(await avroOf(recordSchema(fields), [record]));
    return Object.fromEntries(columns.map(({ name, type }, index) => [name, [type, rows[0]![index]]]));
  };

  it('have a name of their own and exact cells', async () => {
    const long = (logicalType: string) => ({ type: 'long', logicalType });
    const found = await one(
      {
        i32: 'int',
        f32: 'float',
        raw: 'bytes',
        suit: { type: 'enum', name: 'suit', symbols: ['hearts', 'spades'] },
        price: { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 },
        fee: { type: 'fixed', name: 'fee', size: 3, logicalType: 'decimal', precision: 5, scale: 3 },
        clock: { type: 'int', logicalType: 'time-millis' },
        fine: long('time-micros'),
        ms: long('timestamp-millis'),
        ns: long('timestamp-nanos'),
        local: long('local-timestamp-millis'),
        id: { type: 'string', logicalType: 'uuid' },
        odd: long('no-such-thing'),
      },
      {
        i32: -5,
        f32: 0.5,
        raw: Buffer.from([0x61, 0xff]),
        suit: 'spades',
        price: Buffer.from([0xfb, 0x4b]),
        fee: Buffer.from([0x00, 0x30, 0x39]),
        clock: 45_296_789,
        fine: 45_296_789_012n,
        ms: -1n,
        ns: 1_709_210_096_789_012_345n,
        local: 0n,
        id: 'not looked at',
        odd: 7n,
      },
    );
    expect(found).toEqual({
      i32: ['int32', -5n],
      f32: ['float32', 0.5],
      raw: ['binary', 'a\\xFF'],
      suit: ['enum', 'spades'],
      price: ['decimal(9,2)', '-12.05'],
      fee: ['decimal(5,3)', '12.345'],
      clock: ['time', '12:34:56.789'],
      fine: ['time', '12:34:56.789012'],
      ms: ['timestamp_millis', -1000n],
      ns: ['timestamp_nanos', '2024-02-29T12:34:56.789012345Z'],
      local: ['local_timestamp_millis', 0n],
      id: ['uuid', 'not looked at'],
      odd: ['int64', 7n],
    });
  });

  it('are JSON text when they are nested, unions of several types included', async () => {
    const point = {
      type: 'record',
      name: 'point',
      fields: [{ name: 'day', type: { type: 'int', logicalType: 'date' } }],
    };
    const found = await one(
      {
        list: { type: 'array', items: ['null', 'long'] },
        map: { type: 'map', values: 'double' },
        point,
        either: ['null', 'string', 'long'],
      },
      { list: [1n, null, 2n ** 53n + 1n], map: { a: 1.5 }, point: { day: 19_782 }, either: 3n },
    );
    expect(found).toEqual({
      list: ['list<int64>', '[1,null,9007199254740993]'],
      map: ['map<string, float64>', '{"a":1.5}'],
      point: ['struct<day: date>', '{"day":"2024-02-29"}'],
      either: ['union<string, int64>', '3'],
    });
  });

  it('a record within itself is followed to its end', async () => {
    const node = {
      type: 'record',
      name: 'node',
      fields: [
        { name: 'label', type: 'string' },
        { name: 'children', type: { type: 'array', items: 'node' } },
      ],
    };
    const tree = { label: 'a', children: [{ label: 'b', children: [] }] };
    const { columns, rows } = await readBytes(await avroOf(recordSchema({ tree: node }), [{ tree }]));
    expect(columns[0]!.type).toBe('struct<label: string, children: list<node>>');
    expect(rows).toEqual([['{"label":"a","children":[{"label":"b","children":[]}]}']]);
  });

  it('a file of anything but records has one column', async () => {
    const { columns, rows } = await readBytes(await avroOf('string', ['x', 'y']));
    expect(columns.map(({ name, type }) => ({ name, type }))).toEqual([{ name: 'value', type: 'string' }]);
    expect(rows).toEqual([['x'], ['y']]);
  });
});

const weather = 'conformance/avro/share/test/data';

describe.skipIf(!existsSync(sharedPath(weather)))('files of the Avro project', () => {
  const expected = async () =>
    (await readShared(`${weather}/weather.json`))
      .toString('utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { station: string; time: number; temp: number })
      .map(({ station, time, temp }) => [station, BigInt(time), BigInt(temp)]);

  it.each(['weather', 'weather-deflate', 'weather-snappy', 'weather-zstd'])(
    '%s holds its rows',
    async (name) => {
      const { rows } = await readBytes(await readShared(`${weather}/${name}.avro`));
      expect(rows).toEqual(await expected());
    },
  );

  it('a sync marker within the metadata does not confuse', async () => {
    const { rows } = await readBytes(await readShared(`${weather}/syncInMeta.avro`));
    expect(rows).toHaveLength(6001);
  });

  it('unions of several types are readable', async () => {
    const { columns, rows } = await readBytes(await readShared(`${weather}/schemas/withUnion/data.avro`));
    expect(columns.map((column) => column.type)).toEqual([
      'union<string, int32>',
      'struct<d1: union<string, int32, boolean>>',
    ]);
    expect(rows[0]).toEqual(['"textValue"', null]);
  });
});
