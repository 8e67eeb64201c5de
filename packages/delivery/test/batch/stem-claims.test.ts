import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stemClaims } from '../../src/batch/safety/stem-claims.ts';
import { stemOf } from '../../src/jobs/name-outputs.ts';

/** Each key with the one that has claimed its output before. */
function claimed(keys: readonly string[]): Record<string, string> {
  const claim = stemClaims();
  return Object.fromEntries(
    keys.flatMap((key) => {
      const holder = claim(key);
      return holder === undefined ? [] : [[key, holder]];
    }),
  );
}

test('keys that differ in their endings alone are found, whatever lies between them', () => {
  const keys = ['a', 'a b.csv', 'a.b.csv', 'a.b.json', 'a.csv', 'a.dat', 'a.json.gz', 'a/a.csv', 'b.csv'];
  expect(claimed(keys)).toEqual({ 'a.csv': 'a', 'a.b.json': 'a.b.csv', 'a.json.gz': 'a' });
});

test('endings that are told from one another by their case alone are found', () => {
  expect(claimed(['a.CSV', 'a.csv'])).toEqual({ 'a.csv': 'a.CSV' });
});

test('it finds what a table of all stems finds, in either order of keys', () => {
  const part = fc.constantFrom(
    'a',
    'b',
    ' ',
    '.',
    '/',
    '.csv',
    '.gz',
    '.json',
    '-',
    '0',
    'ü',
    '\u{1f600}',
    '\uffee',
  );
  const key = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.uniqueArray(key, { maxLength: 40 }), fc.boolean(), (unordered, isUtf8) => {
      const keys = isUtf8
        ? unordered.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        : unordered.sort();
      const table = new Map<string, string>();
      const expected: Record<string, string> = {};
      for (const one of keys) {
        const holder = table.get(stemOf(one));
        if (holder === undefined) table.set(stemOf(one), one);
        else expected[one] = holder;
      }
      expect(claimed(keys)).toEqual(expected);
    }),
    { numRuns: 2000 },
  );
});
