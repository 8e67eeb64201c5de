/** How memory is shared out, from one column to as many as a file may have. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Column } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { Kernel, PageCodec, Reading, shareMemory, tableShape, WebAssembly } from '../src/index.ts';

const MIB = 1 << 20;
const MOST_COLUMNS = 65_536;
const module = new WebAssembly.Module(
  readFileSync(fileURLToPath(import.meta.resolve('@parquetry/kernel/wasm'))),
);

const TYPES = ['int64', 'string', 'float64', 'date', 'boolean'] as const;

function setUpOf(width: number, memoryBytes: number, types: readonly Column['type']['kind'][] = TYPES) {
  const columns = Array.from({ length: width }, (_, index): Column => {
    const type = { kind: types[index % types.length]! } as Column['type'];
    return { name: `c${index}`, type, nullable: true };
  });
  const stringColumns = columns.filter(({ type }) => type.kind === 'string').length;
  return {
    shape: tableShape(
      { columns },
      columns.map(({ name }) => name),
    ),
    sizes: shareMemory({ memoryBytes, columns: width, stringColumns }),
    dialect: { delimiter: 0x2c, quote: 0x22, isQuotedEmptyNull: true },
    codec: PageCodec.snappy,
    isHasty: false,
  };
}

describe('shared memory', () => {
  const memories = [24, 64, 128, 512, 2048].map((megabytes) => megabytes * MIB);
  const widths = [1, 2, 16, 100, 1000, 5000, 20_000, MOST_COLUMNS];

  it('is not more than there is, but for what very many columns need at least', () => {
    for (const memoryBytes of memories) {
      for (const columns of widths) {
        const sizes = shareMemory({ memoryBytes, columns, stringColumns: columns });
        const { batchRows, windowBytes, carryBytes, textBytes, dictionaryBytes, arenaBytes } = sizes;
        const cells = batchRows * columns * 9;
        const total =
          cells + windowBytes + carryBytes + columns * (textBytes + 2 * dictionaryBytes) + 2 * arenaBytes;
        const least = columns * 24_000;
        expect([memoryBytes, columns, total < memoryBytes + least]).toEqual([memoryBytes, columns, true]);
        expect(batchRows % 64).toBe(0);
        expect(batchRows).toBeGreaterThanOrEqual(64);
        expect(sizes.pageRecords).toBeGreaterThanOrEqual(2 * columns);
      }
    }
  });

  it.each([
    [1, 24],
    [1, 2048],
    [300, 24],
    [300, 2048],
    [5000, 24],
    [5000, 512],
    [20_000, 24],
    [20_000, 512],
    [MOST_COLUMNS, 24],
    [MOST_COLUMNS, 2048],
  ])('is there for %i columns in %i MB: a batch is read, and becomes pages', (width, megabytes) => {
    for (const types of [TYPES, ['string'], ['int64']] as const) {
      const kernel = new Kernel(module);
      kernel.begin(setUpOf(width, megabytes * MIB, types));
      const cells = { int64: '7', string: 'ab', float64: '1.5', date: '2024-01-02', boolean: 'true' };
      const line = `${Array.from({ length: width }, (_, index) => cells[types[index % types.length]!]).join()}\n`;
      const text = Buffer.from(line);
      if (text.length > kernel.setUp.sizes.windowBytes) continue;
      kernel.bytes.set(text, kernel.windowAddress);
      expect(kernel.readCsv(kernel.windowAddress, kernel.windowAddress + text.length)).toBe(
        Reading.needsInput,
      );
      expect(kernel.batchRows).toBe(1);
      kernel.putPages();
      kernel.endBatch();
      expect(kernel.endRowGroup().recordCount).toBeGreaterThanOrEqual(width);
      expect(kernel.exports.firstBrokenGuard()).toBe(0);
    }
  });
});

describe('a table of as many columns as there may be', () => {
  it('hands back records that are nothing but ends of lines, behind a long field', () => {
    const kernel = new Kernel(module);
    const setUp = setUpOf(MOST_COLUMNS, 64 * MIB, ['string']);
    kernel.begin({ ...setUp, sizes: { ...setUp.sizes, windowBytes: MIB } });
    const text = Buffer.from(`"${'x'.repeat(66_000)}"${'\n'.repeat(70_000)}`);
    const start = kernel.windowAddress;
    kernel.bytes.set(text, start);
    expect(kernel.readCsv(start, start + text.length)).toBe(Reading.isOdd);
    expect(kernel.cursor).toBe(start);
    expect(kernel.batchRows).toBe(0);
  });
});
