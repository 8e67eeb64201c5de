import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ReadBackOptions, readBack, textColumns } from './support/read-back.ts';

/** A column that is nowhere, one that is not known, and another order. */
const projected = { columns: textColumns(['c', 'elsewhere', 'a']), newColumns: 'reject' };

const anyOptions = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '::', ' '),
    quote: fc.constantFrom('"', "'", ''),
    hasBackslash: fc.boolean(),
    comment: fc.constantFrom('', '', '#', '//'),
    trim: fc.boolean(),
    trailingDelimiter: fc.boolean(),
    skipLines: fc.constantFrom(0, 0, 1, 2),
    isPlain: fc.boolean(),
    encoding: fc.constantFrom('utf-8', 'utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'latin1'),
    names: fc.constantFrom(['a'], ['a', 'b'], ['a', 'b', 'c']),
    fate: fc.constantFrom('reject', 'pad'),
    nulls: fc.constantFrom([], ['a']),
    quotedEmpty: fc.constantFrom('null', 'string'),
    invalidBytes: fc.constantFrom('bad-row', 'replace'),
    recordBytes: fc.constantFrom(1 << 20, 1 << 20, 5, 12),
    fieldBytes: fc.constantFrom(1 << 20, 4),
    isProjected: fc.boolean(),
  })
  .map(
    ({ delimiter, quote, hasBackslash, comment, trim, trailingDelimiter, skipLines, isPlain, ...rest }) => {
      const { recordBytes, fieldBytes, isProjected, ...others } = rest;
      const unusual = {
        quote,
        escape: hasBackslash ? '\\' : quote,
        comment,
        trim,
        trailingDelimiter,
        skipLines,
      };
      const dialect = isPlain ? { delimiter: delimiter[0]! } : { delimiter, ...unusual };
      return {
        ...others,
        dialect,
        hasHeader: false,
        limits: { recordBytes, fieldBytes },
        ...(isProjected && projected),
      } as ReadBackOptions;
    },
  );

const dirtyBytes = (encoding: ReadBackOptions['encoding']) =>
  fc
    .tuple(
      fc.array(
        fc.constantFrom(
          ...[
            ...'aab,,;:: \'""\n\n\n\r\\#é😀',
            '\r\n',
            '","',
            ',""',
            '\n"',
            '\n#',
            '//',
            '\n//',
            '\xff',
            '\ud83d',
            '\uFEFF',
          ],
        ),
        { maxLength: 60 },
      ),
      fc.uint8Array({ maxLength: 2 }),
    )
    .map(([parts, tail]) => {
      const text = parts.join('');
      if (encoding === 'utf-8') {
        const invalid = parts.map((part) => (part === '\xff' ? Buffer.from([0xff]) : Buffer.from(part)));
        return Buffer.concat([...invalid, tail]);
      }
      if (encoding === 'utf-16le') return Buffer.concat([Buffer.from(text, 'utf16le'), tail]);
      if (encoding === 'utf-16be') return Buffer.concat([Buffer.from(text, 'utf16le').swap16(), tail]);
      return Buffer.from(text, 'latin1');
    });

const anyRead = anyOptions.chain((options) => fc.tuple(fc.constant(options), dirtyBytes(options.encoding)));

describe('any bytes in any dialect', () => {
  it('give the same rows, places and rejects however they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyRead,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 80 }),
        async ([options, bytes], chunk, blockBytes) => {
          const whole = await readBack(bytes, options);
          expect(await readBack(bytes, { ...options, chunk, blockBytes })).toEqual(whole);
          expect(await readBack(bytes, { ...options, chunk: 1, blockBytes: 1 })).toEqual(whole);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('give every record as a row or as a reject, numbered in order', async () => {
    await fc.assert(
      fc.asyncProperty(anyRead, async ([options, bytes]) => {
        const { rows, places, rejects, tally } = await readBack(bytes, options);
        expect(tally.read).toBe(rows.length + rejects.length);
        expect(tally.rejected).toBe(rejects.length);
        const found = [...places, ...rejects].sort((a, b) => a.row - b.row);
        expect(found.map(({ row }) => row)).toEqual(found.map((_, index) => index + 1));
        const offsets = found.map(({ byteOffset }) => byteOffset);
        for (const [index, offset] of offsets.entries()) {
          expect(offset).toBeGreaterThanOrEqual(index === 0 ? 0 : offsets[index - 1]!);
          expect(offset).toBeLessThanOrEqual(bytes.length);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('leave nothing but line ends between records, where there are no comments and nothing is trimmed', async () => {
    const plainRead = fc.tuple(
      anyOptions.map((options) => ({
        ...options,
        encoding: 'utf-8' as const,
        invalidBytes: 'replace' as const,
        dialect: { ...options.dialect, comment: '', trim: false, skipLines: 0 },
      })),
      dirtyBytes('utf-8'),
    );
    await fc.assert(
      fc.asyncProperty(plainRead, async ([options, bytes]) => {
        const { places, rejects } = await readBack(bytes, options);
        const rejected = rejects.map(({ row, byteOffset, raw, rawBase64 }) => ({
          row,
          byteOffset,
          raw: (raw === undefined ? Buffer.from(rawBase64!, 'base64') : Buffer.from(raw)).toString('latin1'),
        }));
        const found = [...places, ...rejected].sort((a, b) => a.row - b.row);
        const source = bytes.toString('latin1');
        let at = source.startsWith('\xef\xbb\xbf') ? 3 : 0;
        for (const { byteOffset, raw } of found) {
          expect(source.slice(at, byteOffset)).toMatch(/^[\r\n]*$/);
          expect(source.startsWith(raw, byteOffset)).toBe(true);
          at = byteOffset + raw.length;
        }
        expect(source.slice(at)).toMatch(/^[\r\n]*$/);
      }),
      { numRuns: 1000 },
    );
  });
});
