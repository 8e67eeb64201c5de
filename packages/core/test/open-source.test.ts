import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadInputError, detectCompression, memoryStore, type ObjectStore, openSource } from '../src/index.ts';

const ref = { bucket: 'in', key: 'a.zst' };

async function* once(content: Uint8Array) {
  yield content;
}

/** Hands out an object in chunks of `size` bytes, whatever the store does. */
const inChunks = (store: ObjectStore, size: number): ObjectStore => ({
  ...store,
  async *read(from, options) {
    for await (const part of store.read(from, options))
      for (let at = 0; at < part.length; at += size) {
        options?.signal?.throwIfAborted();
        yield part.subarray(at, at + size);
      }
  },
});

async function unpack(content: Uint8Array, chunk = 1 << 20, knowsBytes = true): Promise<string> {
  const store = memoryStore();
  await store.write(ref, once(content));
  const source = {
    ref,
    compression: detectCompression(content),
    ...(knowsBytes && { bytes: content.length }),
  };
  const parts: Uint8Array[] = [];
  for await (const part of openSource(inChunks(store, chunk), source)) parts.push(part);
  return Buffer.concat(parts).toString();
}

function skippable(content: string): Buffer {
  const header = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, Buffer.from(content)]);
}

const frame = (text: string, checksum = false) =>
  zstdCompressSync(text, { params: { [constants.ZSTD_c_checksumFlag]: checksum ? 1 : 0 } });
const manyRows = Array.from({ length: 99_999 }, (_, row) => `${row},${(row * 7919) % 10_007}\n`).join('');

describe('compression', () => {
  it.each([
    ['zstd', frame('x')],
    ['zstd', skippable('index')],
    ['gzip', gzipSync('x')],
    ['none', Buffer.from('x,y\n1,2\n')],
    ['none', Buffer.from([0x28, 0xb5])],
  ] as const)('is found by content: %s', (compression, content) => {
    expect(detectCompression(content)).toBe(compression);
  });
});

describe('zstd data', () => {
  it.each([
    ['one frame', [frame('a\nb\n')], 'a\nb\n'],
    ['several frames', [frame('a\n'), frame('b\n', true), frame('c\n')], 'a\nb\nc\n'],
    [
      'frames to be skipped',
      [skippable('1'), frame('a\n'), skippable('22'), frame('b\n'), skippable('')],
      'a\nb\n',
    ],
    ['an empty frame', [frame(''), frame('a\n')], 'a\n'],
    ['nothing but a frame to be skipped', [skippable('1')], ''],
    ['zeros behind the end', [frame('a\n'), Buffer.alloc(512)], 'a\n'],
    ['blocks of one repeated byte', [frame('a'.repeat(300_000))], 'a'.repeat(300_000)],
    ['many blocks', [frame(manyRows, true), frame(manyRows)], manyRows + manyRows],
  ])('reads as one text: %s', async (_name, parts, text) => {
    const content = Buffer.concat(parts);
    for (const chunk of content.length < 1000 ? [1, 2, 7, 1 << 20] : [1000, 65_536, 1 << 20]) {
      expect((await unpack(content, chunk)) === text).toBe(true);
    }
  });

  it('reads alike in chunks of any size', async () => {
    const texts = fc.array(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 40 }), async (all, chunk) => {
        const content = Buffer.concat(all.map((text, index) => frame(text, index % 2 === 0)));
        expect(await unpack(content, chunk)).toBe(all.join(''));
      }),
      { numRuns: 50 },
    );
  });

  it('that is cut short anywhere is refused', async () => {
    const content = Buffer.concat([frame('x,y\n1,2\n', true), skippable('index'), frame('3,4\n')]);
    const ends = new Set([frame('x,y\n1,2\n', true).length, frame('x,y\n1,2\n', true).length + 13]);
    for (let length = 5; length < content.length; length += 1) {
      const cut = unpack(content.subarray(0, length)).then(
        () => 'read',
        (error: unknown) => (error instanceof BadInputError ? error.message : String(error)),
      );
      if (ends.has(length)) expect(await cut).toBe('read');
      else expect(await cut).toMatch(/^in\/a.zst: the zstd data (is damaged or cut short|ends at byte)/);
    }
  });

  it('that is damaged is refused', async () => {
    const content = frame(manyRows, true);
    for (const at of [6, content.length >> 1, content.length - 1]) {
      const damaged = Uint8Array.from(content);
      damaged[at]! ^= 0xff;
      const refusal = unpack(damaged);
      await expect(refusal).rejects.toThrow(BadInputError);
      await expect(refusal).rejects.toThrow('in/a.zst: the zstd data is damaged or cut short');
    }
  });

  it('with anything behind its end is refused, whether or not its length is known', async () => {
    const content = Buffer.concat([frame('x\n'), Buffer.alloc(8), frame('y\n')]);
    await expect(unpack(content)).rejects.toThrow(
      /in\/a.zst: the zstd data ends at byte 11 of \d+, and what follows is not zstd/,
    );
    await expect(unpack(content, 3, false)).rejects.toThrow(
      'the zstd data ends at byte 11, and what follows',
    );
  });

  it('is let go of by whoever stops reading', async () => {
    const content = frame(manyRows);
    const store = memoryStore();
    await store.write(ref, once(content));
    let isClosed = false;
    const watched: ObjectStore = {
      ...store,
      async *read(from, options) {
        try {
          yield* inChunks(store, 1000).read(from, options);
        } finally {
          isClosed = true;
        }
      },
    };
    for await (const _ of openSource(watched, { ref, compression: 'zstd' })) break;
    expect(isClosed).toBe(true);
  });

  it('stops at an abort, and says so', async () => {
    const store = memoryStore();
    await store.write(ref, once(frame(manyRows)));
    const stop = new AbortController();
    const reading = (async () => {
      for await (const _ of openSource(inChunks(store, 1000), { ref, compression: 'zstd' }, stop.signal))
        stop.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
  });
});
