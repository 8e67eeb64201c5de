import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readThrift } from '../../src/wasm-arrow/parquet/thrift/read-thrift.ts';
import type { ThriftStruct, ThriftValue } from '../../src/wasm-arrow/parquet/thrift/thrift-value.ts';
import { writeThrift } from '../../src/wasm-arrow/parquet/thrift/write-thrift.ts';

const { struct: anyStruct } = fc.letrec<{ value: ThriftValue; struct: ThriftStruct }>((tie) => {
  const integer = (type: 'i8' | 'i16' | 'i32' | 'i64', bits: bigint) =>
    fc
      .bigInt({ min: -(2n ** (bits - 1n)), max: 2n ** (bits - 1n) - 1n })
      .map((value): ThriftValue => ({ type, value }));
  const bytes = (type: 'binary' | 'double', constraints: fc.IntArrayConstraints) =>
    fc.uint8Array(constraints).map((value): ThriftValue => ({ type, value }));
  const scalars = [
    fc.boolean().map((value): ThriftValue => ({ type: 'bool', value })),
    integer('i8', 8n),
    integer('i16', 16n),
    integer('i32', 32n),
    integer('i64', 64n),
    bytes('binary', { maxLength: 300 }),
    bytes('double', { minLength: 8, maxLength: 8 }),
  ];
  const listOf = (element: fc.Arbitrary<ThriftValue>, maxLength: number) =>
    fc
      .array(element, { minLength: 1, maxLength })
      .map((values): ThriftValue => ({ type: 'list', of: values[0]!.type, values }));
  const nested = tie('struct').map((fields): ThriftValue => ({ type: 'struct', fields }));
  return {
    value: fc.oneof(
      { depthSize: 'small' },
      ...scalars,
      fc.constant<ThriftValue>({ type: 'list', of: 'i32', values: [] }),
      ...scalars.map((scalar) => listOf(scalar, 20)),
      nested,
      listOf(nested, 3),
    ),
    struct: fc
      .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 40 }), tie('value')), {
        selector: ([id]) => id,
        maxLength: 6,
      })
      .map((fields) => new Map(fields.toSorted(([a], [b]) => a - b))),
  };
});

describe('a Thrift structure', () => {
  it('written and read is the same', () => {
    const property = fc.property(anyStruct, fc.uint8Array({ maxLength: 3 }), (fields, before) => {
      const written = writeThrift(fields);
      const read = readThrift(Buffer.concat([before, written, before]), before.length);
      expect(read).toEqual({ fields, end: before.length + written.length });
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('of which bytes are missing is not read', () => {
    const property = fc.property(anyStruct, fc.nat(), (fields, cut) => {
      const written = writeThrift(fields);
      expect(readThrift(written.subarray(0, cut % written.length), 0)).toBeUndefined();
    });
    fc.assert(property);
  });

  it('has the bytes of the specification', () => {
    const fields: ThriftStruct = new Map<number, ThriftValue>([
      [1, { type: 'i32', value: -1n }],
      [3, { type: 'bool', value: true }],
      [20, { type: 'binary', value: Buffer.from('ab') }],
      [21, { type: 'list', of: 'i64', values: [{ type: 'i64', value: 150n }] }],
      [22, { type: 'struct', fields: new Map() }],
    ]);
    const bytes = [0x15, 0x01, 0x21, 0x08, 0x28, 0x02, 0x61, 0x62, 0x19, 0x16, 0xac, 0x02, 0x1c, 0x00, 0x00];
    expect([...writeThrift(fields)]).toEqual(bytes);
  });

  it('with a value that Parquet has not is refused', () => {
    const aMap = Buffer.from([0x1b, 0x00, 0x00]);
    expect(() => readThrift(aMap, 0)).toThrow('no values of type 11');
  });
});
