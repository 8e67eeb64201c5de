import fc from 'fast-check';
import { snappyUncompress } from 'hyparquet';
import { uncompressSync } from 'snappy';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  compressAtTheEdge,
  type GrowingKernel,
  KINDS,
  LENGTHS,
  mixedBytes,
  randomBytes,
} from './compressor-support.ts';
import { loadKernel } from './load-kernel.ts';

type Compress = (source: number, length: number, target: number) => number;

interface Exports extends GrowingKernel {
  setUpSnappy(): void;
  mostSnappyBytes(length: number): number;
  compressSnappy: Compress;
  compressSnappyIfWorthwhile: Compress;
}

const kernel = loadKernel<Exports>();

beforeEach(() => {
  kernel.freeAll();
  kernel.setUpSnappy();
});

function compressed(bytes: Uint8Array, compress: Compress = kernel.compressSnappy): Uint8Array {
  return compressAtTheEdge(kernel, { compress, mostBytes: kernel.mostSnappyBytes }, bytes);
}

/** Two decoders that know nothing of each other have to agree. */
function expectDecodes(result: Uint8Array, bytes: Uint8Array): void {
  const output = new Uint8Array(bytes.length);
  snappyUncompress(result, output);
  expect(Buffer.compare(output, bytes)).toBe(0);
  expect(Buffer.compare(uncompressSync(result) as Buffer, bytes)).toBe(0);
}

describe('Snappy of the kernel', () => {
  it.each(Object.entries(KINDS))(
    'is what decoders read, for bytes that are %s, of every length',
    (_, make) => {
      for (const length of LENGTHS) {
        kernel.freeAll();
        kernel.setUpSnappy();
        const bytes = make(length);
        expectDecodes(compressed(bytes), bytes);
        expectDecodes(compressed(bytes, kernel.compressSnappyIfWorthwhile), bytes);
        expect(kernel.firstBrokenGuard()).toBe(0);
      }
    },
  );

  it('is what decoders read, for whatever mixture of new and repeated bytes', () => {
    fc.assert(
      fc.property(fc.nat(200_000), fc.nat(), (length, seed) => {
        kernel.freeAll();
        kernel.setUpSnappy();
        const bytes = mixedBytes(length, seed);
        expectDecodes(compressed(bytes), bytes);
      }),
      { numRuns: 100 },
    );
  });

  it('makes repeated bytes small', () => {
    expect(compressed(new Uint8Array(65_536).fill(7)).length).toBeLessThan(3200);
  });

  it('does not try to make large random bytes smaller where it may leave them, and adds little to them', () => {
    const bytes = randomBytes(200_000, 5);
    const stored = compressed(bytes, kernel.compressSnappyIfWorthwhile);
    expect(stored.length).toBe(bytes.length + 3 + 4 * 3);
    expectDecodes(stored, bytes);
  });

  it('tries small bytes and those that shrink in the middle', () => {
    const small = KINDS['a long period']!(16_384);
    expect(compressed(small, kernel.compressSnappyIfWorthwhile)).toEqual(compressed(small));
    const large = KINDS['a long period']!(100_000);
    expect(compressed(large, kernel.compressSnappyIfWorthwhile)).toEqual(compressed(large));
  });
});
