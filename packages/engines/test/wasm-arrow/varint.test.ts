import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MOST_LONG_BYTES, putLong } from '../../src/wasm-arrow/avro/varint.ts';

function encoded(value: bigint): number[] {
  const halves = new Int32Array(BigInt64Array.of(value).buffer);
  const target = new Uint8Array(MOST_LONG_BYTES);
  return [...target.subarray(0, putLong(target, 0, halves[0]!, halves[1]!))];
}

/** As the specification puts it, on BigInt. */
function reference(value: bigint): number[] {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  const bytes: number[] = [];
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

it('writes any long as the specification says', () => {
  const nearPowers = fc
    .tuple(fc.integer({ min: 0, max: 63 }), fc.bigInt(-2n, 2n), fc.boolean())
    .map(([bit, offset, negative]) =>
      BigInt.asIntN(64, (negative ? -(1n << BigInt(bit)) : 1n << BigInt(bit)) + offset),
    );
  const long = fc.oneof(nearPowers, fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n));
  fc.assert(
    fc.property(long, (value) => {
      expect(encoded(value)).toEqual(reference(value));
    }),
    { numRuns: 5000 },
  );
});

it('writes the examples of the specification', () => {
  expect([0n, -1n, 1n, -2n, 2n, -64n, 64n].map(encoded)).toEqual([
    [0],
    [1],
    [2],
    [3],
    [4],
    [0x7f],
    [0x80, 1],
  ]);
});
