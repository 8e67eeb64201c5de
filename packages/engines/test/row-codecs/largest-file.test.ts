import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heapForRows, heapOfRows, largestFileBytes } from '../../src/row-codecs/largest-file.ts';

describe('largestFileBytes', () => {
  it('grows with the memory, and allows less where a row is little but its object', () => {
    const bytes = [64, 256, 1024].map((mebibytes) => largestFileBytes(mebibytes << 20, 20));
    expect(bytes).toEqual([...bytes].sort((a, b) => a - b));
    expect(largestFileBytes(256 << 20, 1)).toBeLessThan(largestFileBytes(256 << 20, 2));
    expect(largestFileBytes(256 << 20, 2000)).toBeLessThan(largestFileBytes(256 << 20, 1000) / 3);
  });

  it('is nothing where not even the libraries fit', () => {
    expect(largestFileBytes(16 << 20, 20)).toBe(0);
  });

  it('takes no file whose rows, of full width, do not fit', () => {
    const shape = fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.double({ min: 0, max: 30, noNaN: true }));
    fc.assert(
      fc.property(shape, ([columns, bytesPerCell]) => {
        const memoryBytes = 1 << 30;
        const contentPerRow = columns * bytesPerCell;
        const rows = Math.floor(largestFileBytes(memoryBytes, columns) / (columns + contentPerRow));
        const used = heapOfRows(rows, columns, rows * contentPerRow);
        expect(used).toBeLessThanOrEqual(heapForRows(memoryBytes));
      }),
    );
  });
});
