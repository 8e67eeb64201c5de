import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ThriftType, ThriftWriter } from '../src/parquet/thrift-writer.ts';

function writtenBy(write: (writer: ThriftWriter) => void, capacity?: number): number[] {
  const writer = new ThriftWriter(capacity);
  write(writer);
  return [...writer.written()];
}

/** Zigzag and varint as the specification defines them, on 64 bits. */
function integerBytes(value: number): number[] {
  const wide = BigInt(value);
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, (wide << 1n) ^ (wide >> 63n));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return [...bytes, Number(rest)];
}

describe('ThriftWriter', () => {
  it('writes every safe integer as 64 bits of zigzag', () => {
    const anyInteger = fc.oneof(
      fc.maxSafeInteger(),
      fc.integer(),
      fc.tuple(fc.nat({ max: 52 }), fc.integer({ min: -2, max: 2 })).map(([bits, more]) => 2 ** bits + more),
      fc.constantFrom(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 0, -1, 63, 64, -64, -65),
    );
    fc.assert(
      fc.property(anyInteger, (value) => {
        expect(writtenBy((writer) => writer.integerElement(value))).toEqual(integerBytes(value));
      }),
      { numRuns: 2000 },
    );
  });

  it('counts field ids from the last one, and states those far away or behind', () => {
    const bytes = writtenBy((writer) => {
      writer.i32(1, 3);
      writer.i64(16, 3);
      writer.i16(32, 3);
      writer.i32(2, 3);
    });
    expect(bytes).toEqual([0x15, 6, 0xf6, 6, 0x04, 64, 6, 0x05, 4, 6]);
  });

  it('keeps booleans in the heads of their fields', () => {
    const bytes = writtenBy((writer) => {
      writer.boolean(1, true);
      writer.boolean(2, false);
    });
    expect(bytes).toEqual([0x11, 0x12]);
  });

  it('counts anew within a structure and goes on behind it', () => {
    const bytes = writtenBy((writer) => {
      writer.beginStruct();
      writer.i32(3, 0);
      writer.struct(5);
      writer.i32(1, 0);
      writer.endStruct();
      writer.i32(6, 0);
      writer.endStruct();
    });
    expect(bytes).toEqual([0x35, 0, 0x2c, 0x15, 0, 0, 0x15, 0, 0]);
  });

  it('puts the size of a list into its head up to 14 elements', () => {
    expect(writtenBy((writer) => writer.list(1, ThriftType.i32, 14))).toEqual([0x19, 0xe5]);
    expect(writtenBy((writer) => writer.list(1, ThriftType.i32, 15))).toEqual([0x19, 0xf5, 15]);
    expect(writtenBy((writer) => writer.list(1, ThriftType.struct, 300))).toEqual([0x19, 0xfc, 0xac, 2]);
  });

  it('writes words of one to eight bytes', () => {
    expect(writtenBy((writer) => writer.wordElement(1, 1, 0))).toEqual([1, 1]);
    expect(writtenBy((writer) => writer.wordElement(4, 0xfffffffe, 0))).toEqual([4, 254, 255, 255, 255]);
    expect(writtenBy((writer) => writer.wordElement(8, 1, 0x80000000))).toEqual([
      8, 1, 0, 0, 0, 0, 0, 0, 128,
    ]);
  });

  it('writes the same whatever its buffer began with', () => {
    const texts = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 30 });
    fc.assert(
      fc.property(texts, fc.nat({ max: 40 }), (some, capacity) => {
        const write = (writer: ThriftWriter) => {
          for (const text of some) {
            writer.beginStruct();
            writer.binary(1, text);
            writer.wordElement(8, 7, 7);
            writer.booleanElement(true);
            writer.endStruct();
          }
        };
        expect(writtenBy(write, capacity)).toEqual(writtenBy(write, 100_000));
      }),
    );
  });
});
