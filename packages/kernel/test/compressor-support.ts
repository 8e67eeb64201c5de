import { expect } from 'vitest';
import type { KernelMemory } from './load-kernel.ts';

/** Whole numbers below a bound, the same ones for the same seed. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Bytes that are new, repeated from near or from afar, in turns of random length. */
export function mixedBytes(length: number, seed: number): Uint8Array {
  const below = seeded(seed);
  const bytes = new Uint8Array(length);
  const alphabet = 1 + below(256);
  for (let at = 0; at < length; ) {
    const end = Math.min(length, at + 1 + below(below(4) === 0 ? 300 : 20));
    const distance = 1 + below(below(2) === 0 ? 64 : 100_000);
    const isRepeated = at >= distance && below(3) > 0;
    for (; at < end; at += 1) bytes[at] = isRepeated ? bytes[at - distance]! : below(alphabet);
  }
  return bytes;
}

export function randomBytes(length: number, seed: number): Uint8Array {
  const below = seeded(seed);
  return Uint8Array.from({ length }, () => below(256));
}

/** Around every bound of the formats: lengths of literals and copies, distances, blocks. */
export const LENGTHS = [
  ...Array.from({ length: 101 }, (_, length) => length),
  ...[255, 256, 257, 269, 270, 271, 2047, 2048, 4095, 4097, 16_383, 16_385],
  ...[65_535, 65_536, 65_537, 65_550, 131_071, 131_073, 3_000_000],
];

/** Inputs of a length, by what they are like. */
export const KINDS: Readonly<Record<string, (length: number) => Uint8Array>> = {
  random: (length) => randomBytes(length, length),
  'all alike': (length) => new Uint8Array(length).fill(7),
  'a short period': (length) => Uint8Array.from({ length }, (_, at) => at % 3),
  'a long period': (length) => Uint8Array.from({ length }, (_, at) => (at % 2311) % 251),
  mixed: (length) => mixedBytes(length, length),
};

type Compress = (source: number, length: number, target: number) => number;

/** How far behind its source a compressor may read, and behind the capacity of its target nothing may change. */
const SLACK = 64;
const UNTOUCHED = 0x5a;
const GUARD_BYTES = 64;
const WASM_PAGE = 65_536;

export interface GrowingKernel extends KernelMemory {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

/** Compresses bytes that end where memory does, but for the slack, and sees to it that nothing is written too far. */
export function compressAtTheEdge(
  kernel: GrowingKernel,
  { compress, mostBytes }: { compress: Compress; mostBytes: (length: number) => number },
  bytes: Uint8Array,
): Uint8Array {
  const most = mostBytes(bytes.length);
  const target = kernel.allocate(most);
  const buffersEnd = target + most + SLACK + GUARD_BYTES;
  const missing = buffersEnd + bytes.length + SLACK - kernel.memory.buffer.byteLength;
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / WASM_PAGE));
  const memory = new Uint8Array(kernel.memory.buffer);
  const source = memory.length - SLACK - bytes.length;
  memory.fill(UNTOUCHED, target, target + most + SLACK);
  memory.set(bytes, source);
  const length = compress(source, bytes.length, target);
  expect(length).toBeLessThanOrEqual(most);
  const behind = memory.subarray(target + most, target + most + SLACK);
  expect(behind.every((byte) => byte === UNTOUCHED)).toBe(true);
  expect(Buffer.compare(memory.subarray(source, source + bytes.length), bytes)).toBe(0);
  return memory.slice(target, target + length);
}
