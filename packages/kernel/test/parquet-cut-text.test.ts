import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raiseText, wholeCharactersEnd } from '../src/parquet/cut-text.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const raised = (text: string) => {
  const bytes = raiseText(Buffer.from(text));
  return bytes && decoder.decode(bytes);
};

const EDGES = [
  ...[0x00, 0x7e, 0x7f, 0x80, 0x7fe, 0x7ff, 0x800, 0xfff, 0x1000, 0xd7fe, 0xd7ff, 0xe000, 0xfffe, 0xffff],
  ...[0x10000, 0x3ffff, 0x40000, 0xfffff, 0x100000, 0x10fffe, 0x10ffff],
].map((point) => String.fromCodePoint(point));
const character = fc.oneof(
  fc.constantFrom(...EDGES),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const text = fc.array(character, { maxLength: 12 }).map((characters) => characters.join(''));

describe('wholeCharactersEnd', () => {
  it('drops a character that is cut, and nothing else', () => {
    fc.assert(
      fc.property(text, fc.nat({ max: 48 }), (whole, length) => {
        const ends = [0];
        for (const one of whole) ends.push(ends.at(-1)! + Buffer.byteLength(one));
        const cut = Math.min(length, ends.at(-1)!);
        const lastWhole = ends.findLast((end) => end <= cut);
        expect(wholeCharactersEnd(Buffer.from(whole), 0, cut)).toBe(lastWhole);
      }),
      { numRuns: 500 },
    );
  });
});

describe('raiseText', () => {
  it('raises the last character to the next', () => {
    expect(raised('abc')).toBe('abd');
    expect(raised('é')).toBe('ê');
    expect(raised('a\u{1f63f}')).toBe('a\u{1f640}');
  });

  it('raises the one before where the last is the highest of its length', () => {
    expect(raised('a\u{10ffff}\u{10ffff}')).toBe('b');
    expect(raised('a\u007f')).toBe('b');
    expect(raised('a\u07ff')).toBe('b');
    expect(raised('a\uffff')).toBe('b');
  });

  it('leaps over surrogates', () => {
    expect(raised('\ud7ff')).toBe('\ue000');
  });

  it('finds nothing above the highest characters', () => {
    expect(raised('\u{10ffff}'.repeat(16))).toBeUndefined();
    expect(raised('')).toBeUndefined();
  });

  it('gives valid text above every text with that beginning, and no longer', () => {
    fc.assert(
      fc.property(text, text, (start, rest) => {
        const above = raiseText(Buffer.from(start));
        if (above === undefined) {
          expect(start).toMatch(/^[\u007f\u07ff\uffff\u{10ffff}]*$/u);
          return;
        }
        expect(() => decoder.decode(above)).not.toThrow();
        expect(Buffer.compare(above, Buffer.from(start + rest))).toBe(1);
        expect(above.length).toBeLessThanOrEqual(Buffer.byteLength(start));
      }),
      { numRuns: 2000 },
    );
  });
});
