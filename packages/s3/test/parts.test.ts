import type { BodyStream, OpenUpload } from '@parquetry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutIntoParts } from '../src/writing/cut-into-parts.ts';
import type { MultipartWire } from '../src/writing/multipart-wire.ts';
import { PartPool } from '../src/writing/part-pool.ts';
import { type Writing, writeObject } from '../src/writing/write-object.ts';
import { patterned, reusingBody } from './support/bytes.ts';

const ref = { bucket: 's3://bucket', key: 'a' };

async function* bodyOf(chunks: readonly (readonly Uint8Array[])[]): BodyStream {
  for (const pieces of chunks) yield pieces.length === 1 ? pieces[0]! : pieces;
}

describe('cutting a body into parts', () => {
  const piece = fc.uint8Array({ maxLength: 40 });
  const chunks = fc.array(fc.array(piece, { maxLength: 4 }), { maxLength: 12 });

  it('gives all bytes in order, in parts of one size and a last one that is not empty unless it is alone', async () => {
    await fc.assert(
      fc.asyncProperty(chunks, fc.integer({ min: 1, max: 64 }), async (given, partBytes) => {
        const whole = Buffer.concat(given.flat());
        const parts: Uint8Array[] = [];
        const ends: boolean[] = [];
        const pool = new PartPool(partBytes);
        for await (const { bytes, buffer, isLast } of cutIntoParts(bodyOf(given), pool)) {
          parts.push(new Uint8Array(bytes));
          ends.push(isLast);
          // Whoever sends a part may give its memory back before the next one is asked for.
          buffer.fill(0);
          pool.give(buffer);
        }
        expect(Buffer.concat(parts).equals(whole)).toBe(true);
        expect(ends).toEqual(ends.map((_, index) => index === ends.length - 1));
        expect(parts.slice(0, -1).every(({ length }) => length === partBytes)).toBe(true);
        expect(parts).toHaveLength(Math.max(1, Math.ceil(whole.length / partBytes)));
      }),
    );
  });

  it('takes no whole part for a small body', async () => {
    const pool = new PartPool(8 << 20);
    for await (const { buffer } of cutIntoParts(reusingBody(patterned(100_000), 30_000), pool)) {
      expect(buffer.length).toBeLessThan(200_000);
    }
  });
});

/** Uploads whose parts arrive when the event loop turns; takes note of what is sent, and of the memory it is in. */
function heldMultipart() {
  const parts: Buffer[] = [];
  const buffers = new Set<ArrayBufferLike>();
  let inFlight = 0;
  const seen = { parts, buffers, mostInFlight: 0 };
  const multipart: MultipartWire = {
    create: async () => ({ ref, uploadId: 'u' }),
    async sendPart(_: OpenUpload, partNumber, bytes) {
      inFlight += 1;
      seen.mostInFlight = Math.max(seen.mostInFlight, inFlight);
      buffers.add(bytes.buffer);
      await new Promise((resolve) => setImmediate(resolve));
      parts[partNumber - 1] = Buffer.from(bytes);
      inFlight -= 1;
      return { partNumber, etag: 'e', crc32: undefined };
    },
    complete: async () => 'whole',
    abort: async () => {},
  };
  return { seen, multipart };
}

const writingWith = (multipart: MultipartWire, partBytes: number, partsInFlight: number): Writing => ({
  wire: { get: async () => undefined, put: async () => 'put' },
  multipart,
  uploads: undefined,
  partBytes,
  partsInFlight,
});

describe('sending parts', () => {
  it.each([1, 2, 5])('sends %i at once, and holds one more', async (partsInFlight) => {
    const { seen, multipart } = heldMultipart();
    const content = patterned(100_001);
    const body = reusingBody(content, 999);
    const stat = await writeObject(writingWith(multipart, 4_000, partsInFlight), ref, body);
    expect(stat).toEqual({ ref, bytes: content.length, etag: 'whole' });
    expect(Buffer.concat(seen.parts).equals(content)).toBe(true);
    expect(seen.mostInFlight).toBe(partsInFlight);
    expect(seen.buffers.size).toBe(partsInFlight + 1);
  });

  it('stops at the most parts that S3 takes', async () => {
    const { seen, multipart } = heldMultipart();
    const write = (bytes: number) =>
      writeObject(writingWith(multipart, 1, 8), ref, reusingBody(patterned(bytes), 500));
    await expect(write(10_001)).rejects.toThrow(/s3:\/\/bucket\/a: larger than 10000 parts; raise partBytes/);
    expect(seen.parts).toHaveLength(10_000);
    expect(await write(10_000)).toMatchObject({ bytes: 10_000 });
  });
});
