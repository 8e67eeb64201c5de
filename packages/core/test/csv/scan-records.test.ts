import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generalScanner } from '../../src/csv/scan-general.ts';
import { emptyScan } from '../../src/csv/scan-records.ts';
import { type ScannedText, scannerFor } from '../../src/csv/scanner.ts';
import { DEFAULT_DIALECT } from '../../src/index.ts';
import { scanAll } from './support/scan-all.ts';

const plainText = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '|', 'x', ' '),
    quote: fc.constantFrom('"', "'"),
    nulls: fc.constantFrom([], ['NA'], ['a', '"', '']),
    quotedEmpty: fc.constantFrom('null' as const, 'string' as const),
  })
  .map(
    ({ delimiter, quote, nulls, quotedEmpty }): ScannedText => ({
      dialect: { ...DEFAULT_DIALECT, delimiter, quote, escape: quote },
      nulls,
      quotedEmpty,
    }),
  );

const dirtyBytes = fc
  .array(fc.constantFrom(...'aNA,;\t|x "\'\n\r\\é', '""', "''", '","', '\r\n', '\n\n', '\xff'), {
    maxLength: 40,
  })
  .map((parts) => Buffer.from(parts.join('')));

describe('the quick and the general scanner', () => {
  it('agree on any bytes in plain dialects, however they are cut', () => {
    fc.assert(
      fc.property(
        plainText,
        dirtyBytes,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 50 }),
        (text, bytes, width, chunk) => {
          const quote = text.dialect.quote.charCodeAt(0);
          const quick = scanAll(scannerFor(text), bytes, width, quote, chunk);
          expect(scanAll(generalScanner(text), bytes, width, quote, chunk)).toEqual(quick);
          expect(scanAll(generalScanner(text), bytes, width, quote, 1000)).toEqual(quick);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('agree on where a scan ends that is to find no more than some rows', () => {
    fc.assert(
      fc.property(plainText, dirtyBytes, fc.integer({ min: 1, max: 3 }), (text, bytes, maxRows) => {
        const outcomes = [scannerFor(text), generalScanner(text)].map((scanner) => {
          const scan = emptyScan();
          const malformed = scanner(bytes, true, 2, scan, maxRows);
          return { malformed, rowCount: scan.rowCount, consumed: scan.consumed };
        });
        expect(outcomes[0]).toEqual(outcomes[1]);
      }),
      { numRuns: 1000 },
    );
  });
});
