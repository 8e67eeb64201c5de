import { memoryStore } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { nextLineStart, nominalEnds, rangeBytesFor } from '../../src/simd/parallel/cut-ranges.ts';
import { shareThreads } from '../../src/simd/parallel/session-threads.ts';
import { SpareBuffers } from '../../src/simd/parallel/spare-buffers.ts';
import { store as put } from '../support/convert-csv.ts';

const MEBIBYTE = 1 << 20;

describe('buffers for what is made of ranges', () => {
  it('are used again where they are large enough, and half of them may go elsewhere', () => {
    const spares = new SpareBuffers();
    const first = spares.take(100_000);
    spares.give(first.buffer);
    expect(spares.take(50_000).buffer).toBe(first.buffer);
    expect(spares.take(50_000).buffer).not.toBe(first.buffer);
    spares.give(first.buffer);
    expect(spares.take(200_000).buffer).not.toBe(first.buffer);
    expect(spares.half()).toEqual([first.buffer]);
    expect(spares.half()).toEqual([]);
  });

  it('are not hoarded', () => {
    const spares = new SpareBuffers();
    for (let count = 0; count < 100; count += 1) spares.give(new ArrayBuffer(MEBIBYTE));
    let kept = 0;
    for (let some = spares.half(); some.length > 0; some = spares.half()) kept += some.length;
    expect(kept).toBe(16);
  });
});

describe('ranges of a source', () => {
  it('are several for each thread, and as large as each other', () => {
    const bytes = 122 * MEBIBYTE;
    const ends = nominalEnds({ start: 0, end: bytes }, rangeBytesFor(bytes, 2, 512 * MEBIBYTE));
    expect(ends.length % 2).toBe(0);
    expect(ends.length).toBeGreaterThanOrEqual(4);
    const lengths = ends.map((end, at) => end - (ends[at - 1] ?? 0));
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
    expect(ends.at(-1)).toBe(bytes);
  });

  it('are never larger than memory allows, however long the source', () => {
    for (const memoryBytes of [128, 256, 4096].map((size) => size * MEBIBYTE)) {
      expect(rangeBytesFor(2 ** 40, 4, memoryBytes)).toBeLessThanOrEqual(memoryBytes / 8);
    }
  });

  it('end behind the first line feed, which may be far', async () => {
    const store = memoryStore();
    const ref = { bucket: '/in', key: 'a' };
    const text = `${'x'.repeat(100_000)}\n${'y'.repeat(10)}`;
    await put(store, ref, text);
    const { etag: ifMatch } = (await store.stat(ref))!;
    const startBehind = (start: number) =>
      nextLineStart(store, { ref }, { start, end: text.length }, { ifMatch });
    expect(await startBehind(0)).toBe(100_001);
    expect(await startBehind(100_000)).toBe(100_001);
    expect(await startBehind(100_001)).toBe(text.length);
    expect(await startBehind(text.length)).toBe(text.length);
  });
});

describe('threads of a session', () => {
  it('share the memory evenly', () => {
    expect(shareThreads({ threads: 4, memoryBytes: 1024 * MEBIBYTE })).toEqual({
      threads: 4,
      memoryBytes: 256 * MEBIBYTE,
    });
  });

  it('are fewer where the memory would not feed them, but one', () => {
    expect(shareThreads({ threads: 8, memoryBytes: 400 * MEBIBYTE }).threads).toBe(2);
    expect(shareThreads({ threads: 8, memoryBytes: MEBIBYTE })).toEqual({
      threads: 1,
      memoryBytes: MEBIBYTE,
    });
  });
});
