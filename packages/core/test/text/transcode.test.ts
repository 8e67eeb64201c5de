import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ByteStream, encodings } from '../../src/index.ts';
import { invalidByteReason, sourceBytes, sourceLength, transcode } from '../../src/text/transcode.ts';
import { characterStart, validUtf8Length } from '../../src/text/utf8.ts';

type Encoding = (typeof encodings)[number];

async function* inChunks(content: Uint8Array, size: number): ByteStream {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

async function transcoded(content: Uint8Array, encoding: Encoding, chunk = content.length + 1) {
  return Buffer.concat(await Array.fromAsync(transcode(inChunks(content, chunk), encoding)));
}

const textOf = async (content: Uint8Array, encoding: Encoding) =>
  (await transcoded(content, encoding)).toString('utf8');

const bytesUpTo = (end: number, start = 0) =>
  Uint8Array.from({ length: end - start }, (_, index) => start + index);

const utf16 = (text: string, encoding: Encoding): Uint8Array => {
  const little = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16le' ? little : little.swap16();
};

describe('Windows-1252', () => {
  it('has its own characters at 0x80 to 0x9F, and the C1 controls where it has none', async () => {
    expect(await textOf(bytesUpTo(0xa0, 0x80), 'windows-1252')).toBe(
      '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ',
    );
  });

  it('is Latin-1 everywhere else', async () => {
    const others = Buffer.concat([bytesUpTo(0x80), bytesUpTo(0x100, 0xa0)]);
    expect(await textOf(others, 'windows-1252')).toBe(others.toString('latin1'));
  });
});

it('Latin-1 has the C1 controls at 0x80 to 0x9F, and the first 256 characters of Unicode throughout', async () => {
  const text = await textOf(bytesUpTo(0x100), 'latin1');
  expect(Array.from(text, (character) => character.codePointAt(0))).toEqual([...bytesUpTo(0x100)]);
});

it('UTF-8 passes as it is, invalid bytes included', async () => {
  const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xff]);
  expect(await transcoded(bytes, 'utf-8')).toEqual(bytes);
});

describe.each(['utf-16le', 'utf-16be'] as const)('%s', (encoding) => {
  it('becomes UTF-8, its byte-order mark included', async () => {
    expect(await textOf(utf16('\uFEFFaé€😀', encoding), encoding)).toBe('\uFEFFaé€😀');
  });

  it('keeps a half of a surrogate pair as the three bytes of its code point', async () => {
    const text = await transcoded(utf16('a\ud83db\ude00c\ud83d', encoding), encoding);
    expect(text.toString('hex')).toBe('61eda0bd62edb88063eda0bd');
    expect(invalidByteReason(text, 1, encoding)).toBe(
      'unit 0xD83D is half of a surrogate pair, not valid UTF-16',
    );
  });

  it('keeps each odd last byte as something that no UTF-8 has', async () => {
    for (const byte of bytesUpTo(0x100)) {
      const source = Buffer.concat([utf16('a😀', encoding), Buffer.from([byte])]);
      const text = await transcoded(source, encoding);
      expect(validUtf8Length(text)).toBe(5);
      expect(text.toString('utf8')).toBe('a😀\uFFFD');
      expect(sourceLength(text, encoding)).toBe(7);
      expect(Buffer.from(sourceBytes(text, encoding))).toEqual(source);
    }
    const text = await transcoded(Buffer.from([0x41]), encoding);
    expect(invalidByteReason(text, 0, encoding)).toBe('byte 0x41 at the end is half of a UTF-16 unit');
  });
});

const unitsOfTrouble = fc
  .array(fc.constantFrom(0x61, 0x0a, 0xe9, 0x20ac, 0xd83d, 0xde00, 0xd800, 0xdfff, 0xfeff, 0), {
    maxLength: 12,
  })
  .map((units) => Buffer.from(Uint16Array.from(units).buffer));

describe('any bytes in any encoding', () => {
  const source = fc
    .tuple(fc.oneof(fc.uint8Array({ maxLength: 40 }), unitsOfTrouble), fc.constantFrom(...encodings))
    .map(([bytes, encoding]) => ({ bytes: Buffer.from(bytes), encoding }));

  it('give the same text however they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(source, fc.integer({ min: 1, max: 9 }), async ({ bytes, encoding }, chunk) => {
        expect(await transcoded(bytes, encoding, chunk)).toEqual(await transcoded(bytes, encoding));
      }),
    );
  });

  it('can be had back from their text', async () => {
    await fc.assert(
      fc.asyncProperty(source, async ({ bytes, encoding }) => {
        const text = await transcoded(bytes, encoding);
        expect(Buffer.from(sourceBytes(text, encoding))).toEqual(bytes);
        expect(sourceLength(text, encoding)).toBe(bytes.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('are counted character by character', async () => {
    await fc.assert(
      fc.asyncProperty(source, fc.nat(60), async ({ bytes, encoding }, at) => {
        const text = await transcoded(bytes, encoding);
        const cut = characterStart(text, Math.min(at, Math.max(0, text.length - 1)));
        const lengths = [text.subarray(0, cut), text.subarray(cut)].map((part) =>
          sourceLength(part, encoding),
        );
        expect(lengths[0]! + lengths[1]!).toBe(bytes.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('are UTF-8 exactly where the encoding allows them', async () => {
    await fc.assert(
      fc.asyncProperty(unitsOfTrouble, async (bytes) => {
        const text = await transcoded(bytes, 'utf-16le');
        const isWellFormed = bytes.toString('utf16le').isWellFormed();
        expect(validUtf8Length(text) === text.length).toBe(isWellFormed);
      }),
    );
  });
});

it('the length of valid UTF-8 ends at the first byte that does not fit', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 8 }), (text, tail) => {
      const bytes = Buffer.concat([Buffer.from(text), Buffer.from([0xff]), tail]);
      expect(validUtf8Length(bytes)).toBe(Buffer.byteLength(text));
    }),
  );
});
