import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBytes } from './support/files.ts';
import { avroOf, recordSchema, SYNC_MARKER, type WrittenCodec, writtenCodecs } from './support/write-avro.ts';

describe('damaged Avro files', () => {
  const schema = recordSchema({ id: 'long', text: 'string' });
  const write = (codec: WrittenCodec) =>
    avroOf(
      schema,
      Array.from({ length: 40 }, (_, index) => ({ id: BigInt(index), text: `row ${index}` })),
      { codec, blockSize: 128 },
    );

  it('a file cut short is refused with the byte at which its last block starts, unless it is cut between blocks', async () => {
    const file = await write('null');
    const whole = await readBytes(file);
    const ends = new Set<number>();
    for (let at = Buffer.from(file).indexOf(SYNC_MARKER); at >= 0; ) {
      ends.add(at + SYNC_MARKER.length);
      at = Buffer.from(file).indexOf(SYNC_MARKER, at + 1);
    }
    for (let length = 4; length < file.length; length += 1) {
      const reading = readBytes(file.subarray(0, length));
      if (ends.has(length)) {
        const { rows } = await reading;
        expect(rows).toEqual(whole.rows.slice(0, rows.length));
      } else {
        await expect(reading).rejects.toThrow(/^\/files\/file \(byte [\d,]+\): .*(cut short|damaged)/);
      }
    }
  });

  it('a wrong sync marker is found at its byte', async () => {
    const file = await write('null');
    const second = Buffer.from(file).indexOf(SYNC_MARKER, Buffer.from(file).indexOf(SYNC_MARKER) + 1);
    file[second]! ^= 1;
    await expect(readBytes(file)).rejects.toThrow(
      `/files/file (byte ${second}): block 1: the sync marker after it is wrong; the file is damaged`,
    );
  });

  it('a snappy block whose checksum does not match is refused', async () => {
    const file = await write('snappy');
    const secondMarker = Buffer.from(file).indexOf(SYNC_MARKER, Buffer.from(file).indexOf(SYNC_MARKER) + 1);
    file[secondMarker - 1]! ^= 1;
    await expect(readBytes(file)).rejects.toThrow(
      /block 1: its snappy data is damaged: the checksum \(CRC-32\) of a snappy block is wrong/,
    );
  });

  it('rows that do not fill their block are refused with row and column', async () => {
    const file = await avroOf(recordSchema({ a: 'long', b: 'string' }), [{ a: 1n, b: 'x' }]);
    const start = Buffer.from(file).indexOf(SYNC_MARKER) + SYNC_MARKER.length;
    const fewer = Uint8Array.from(file);
    fewer[start + 3] = 0;
    await expect(readBytes(fewer)).rejects.toThrow(
      `(byte ${start}): block 1: 1 bytes are left over after the last row of the block`,
    );
    const more = Uint8Array.from(file);
    more[start + 3] = 80;
    await expect(readBytes(more)).rejects.toThrow(
      `(byte ${start}): block 1: row 1 of the block (its byte 0), column "b": a value of 40 bytes does not fit`,
    );
  });

  it('an unknown codec is named with those that are known', async () => {
    const file = Buffer.from(await write('deflate'))
      .toString('latin1')
      .replace('deflate', 'bzip2..');
    await expect(readBytes(Buffer.from(file, 'latin1'))).rejects.toThrow(
      'the codec "bzip2.." cannot be read; known: null, deflate, snappy, zstandard',
    );
  });

  it('a file with altered bytes is read or refused, never anything else', async () => {
    const files = await Promise.all(writtenCodecs.map(write));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (file, at, change) => {
          const damaged = Uint8Array.from(file);
          damaged[4 + (at % (file.length - 4))]! ^= change;
          try {
            await readBytes(damaged);
          } catch (error) {
            expect((error as Error).name).toBe('BadInputError');
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
