import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Column } from '@parquetry/core';
import { PageCodec, shareMemory, type TableSetUp, tableShape, WebAssembly } from '@parquetry/kernel';
import { describe, expect, it } from 'vitest';
import { GuardedKernel, sizesUnderPressure } from '../src/conversion/guarded-kernel.ts';

const wasm = readFileSync(fileURLToPath(import.meta.resolve('@parquetry/kernel/wasm')));
const module = new WebAssembly.Module(wasm);

const column: Column = { name: 's', type: { kind: 'string' }, nullable: true };
const setUp: TableSetUp = {
  shape: tableShape({ columns: [column] }, ['s']),
  sizes: shareMemory({ memoryBytes: 1 << 26, columns: 1, stringColumns: 1 }),
  dialect: { delimiter: 0x2c, quote: 0x22, isQuotedEmptyNull: true },
  codec: PageCodec.snappy,
  isHasty: false,
};

function begun(): GuardedKernel {
  const kernel = new GuardedKernel(module, (columns) => sizesUnderPressure(7, columns));
  kernel.begin(setUp);
  return kernel;
}

describe('a guarded kernel', () => {
  it('finds nothing where nothing is written', () => {
    const kernel = begun();
    expect(kernel.damage()).toBeUndefined();
    kernel.begin(setUp);
    kernel.forget();
    kernel.begin(setUp);
    expect(kernel.damage()).toBeUndefined();
  });

  it('notices a byte between two buffers', () => {
    const kernel = begun();
    const { address, bytes } = kernel.region(100);
    kernel.bytes[address + bytes] = 1;
    expect(kernel.damage()).toBeUndefined();
    kernel.bytes[address + 192] = 1;
    expect(kernel.damage()).toMatch(/^the guard at \d+ has been written over$/);
  });

  it('notices a byte behind all buffers', () => {
    const kernel = begun();
    const end = kernel.exports.allocatedEnd();
    kernel.bytes[end + 5000] = 1;
    expect(kernel.damage()).toBe(`byte ${end + 5000}, 5000 behind all buffers, has been written`);
  });

  it('notices a changed constant', () => {
    const kernel = begun();
    kernel.bytes[1500] = kernel.bytes[1500]! ^ 1;
    expect(kernel.damage()).toBe('a constant has changed');
  });
});

describe('sizes under pressure', () => {
  it('are the same for the same number, and of many kinds', () => {
    const drawn = Array.from({ length: 100 }, (_, number) => sizesUnderPressure(number, 3));
    expect(sizesUnderPressure(5, 3)).toEqual(drawn[5]);
    expect(new Set(drawn.map((sizes) => JSON.stringify(sizes))).size).toBeGreaterThan(90);
  });
});
