import fc from 'fast-check';
import { compressors } from 'hyparquet-compressors';
import { beforeEach, describe, expect, it } from 'vitest';
import { compressAtTheEdge, type GrowingKernel, KINDS, LENGTHS, mixedBytes } from './compressor-support.ts';
import { loadKernel } from './load-kernel.ts';

interface Exports extends GrowingKernel {
  setUpLz4(): void;
  mostLz4Bytes(length: number): number;
  compressLz4(source: number, length: number, target: number): number;
}

const kernel = loadKernel<Exports>();

beforeEach(() => {
  kernel.freeAll();
  kernel.setUpLz4();
});

function compressed(bytes: Uint8Array): Uint8Array {
  const lz4 = { compress: kernel.compressLz4, mostBytes: kernel.mostLz4Bytes };
  return compressAtTheEdge(kernel, lz4, bytes);
}

function expectDecodes(result: Uint8Array, bytes: Uint8Array): void {
  const output = compressors.LZ4_RAW!(result, bytes.length);
  expect(Buffer.compare(output, bytes)).toBe(0);
}

interface Sequence {
  readonly literals: number;
  readonly match: number;
  /** Where in the plain bytes the match begins. */
  readonly matchStart: number;
}

/** The sequences of a block, read by their lengths alone. */
function sequencesOf(block: Uint8Array): Sequence[] {
  const sequences: Sequence[] = [];
  let at = 0;
  let plain = 0;
  const lengthFrom = (nibble: number): number => {
    let length = nibble;
    if (nibble < 15) return length;
    for (let byte = 255; byte === 255; length += byte) byte = block[at++]!;
    return length;
  };
  while (at < block.length) {
    const token = block[at++]!;
    const literals = lengthFrom(token >> 4);
    at += literals;
    const isLast = at === block.length;
    if (!isLast) at += 2;
    const match = isLast ? 0 : lengthFrom(token & 15) + 4;
    sequences.push({ literals, match, matchStart: plain + literals });
    plain += literals + match;
  }
  return sequences;
}

describe('LZ4 of the kernel', () => {
  it.each(Object.entries(KINDS))(
    'is what a decoder reads, for bytes that are %s, of every length',
    (_, make) => {
      for (const length of LENGTHS.filter((any) => any > 0)) {
        kernel.freeAll();
        kernel.setUpLz4();
        const bytes = make(length);
        expectDecodes(compressed(bytes), bytes);
        expect(kernel.firstBrokenGuard()).toBe(0);
      }
    },
  );

  it('is what a decoder reads, for whatever mixture of new and repeated bytes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300_000 }), fc.nat(), (length, seed) => {
        kernel.freeAll();
        kernel.setUpLz4();
        const bytes = mixedBytes(length, seed);
        expectDecodes(compressed(bytes), bytes);
      }),
      { numRuns: 100 },
    );
  });

  it('ends as the format asks: five literals, and no match within twelve bytes of the end', () => {
    for (const make of Object.values(KINDS)) {
      for (const length of [13, 14, 20, 40, 100, 1000, 70_000]) {
        const sequences = sequencesOf(compressed(make(length)));
        const matches = sequences.filter(({ match }) => match > 0);
        expect(sequences.at(-1)!.match).toBe(0);
        if (matches.length === 0) continue;
        expect(sequences.at(-1)!.literals).toBeGreaterThanOrEqual(5);
        expect(matches.at(-1)!.matchStart).toBeLessThanOrEqual(length - 12);
      }
    }
  });

  it('makes one token of nothing, as the reference does', () => {
    expect(compressed(new Uint8Array(0))).toEqual(Uint8Array.of(0));
  });

  it('makes repeated bytes small', () => {
    expect(compressed(new Uint8Array(1_000_000).fill(7)).length).toBeLessThan(4000);
  });
});
