import { isUtf8 } from 'node:buffer';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonError } from '../../src/index.ts';

const SUITE = resolve(import.meta.dirname, '../../../../../shared/conformance/JSONTestSuite/test_parsing');
const files = existsSync(SUITE) ? readdirSync(SUITE) : [];

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function parses(bytes: Uint8Array): boolean {
  try {
    JSON.parse(decoder.decode(bytes));
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(files.length === 0)('JSONTestSuite', () => {
  const verdicts = (prefix: string) =>
    files
      .filter((file) => file.startsWith(prefix))
      .map((file) => [file, jsonError(readFileSync(resolve(SUITE, file)))] as const);

  it('every text that must be accepted is', () => {
    const found = verdicts('y_');
    expect(found).toHaveLength(95);
    expect(found.filter(([, error]) => error !== undefined)).toEqual([]);
  });

  it('every text that must be refused is', () => {
    const found = verdicts('n_');
    expect(found).toHaveLength(188);
    expect(found.filter(([, error]) => error === undefined).map(([file]) => file)).toEqual([]);
  });
});

describe('whether bytes are JSON', () => {
  it('agrees with JSON.parse on any text that was JSON before one byte changed', () => {
    const text = fc.json({ maxDepth: 4 }).map((json) => Buffer.from(json));
    const bytes = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(...Buffer.from('{}[],:"\\/0123456789-+.eEtrufalsn \t\n\r')),
    );
    fc.assert(
      fc.property(
        text,
        fc.nat(),
        bytes,
        fc.constantFrom('set', 'insert', 'cut'),
        (json, place, byte, how) => {
          const at = place % (json.length + 1);
          const parts = {
            set: [json.subarray(0, at), Buffer.of(byte), json.subarray(at + 1)],
            insert: [json.subarray(0, at), Buffer.of(byte), json.subarray(at)],
            cut: [json.subarray(0, at)],
          };
          const changed = Buffer.concat(parts[how]);
          expect(jsonError(changed) === undefined).toBe(isUtf8(changed) && parses(changed));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('agrees with JSON.parse on any sequence of JSON’s own bytes', () => {
    const byte = fc.constantFrom(...Buffer.from('{}[],:""\\u00dDn0019-.eEtruefalsenull \n'));
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 12 }), (list) => {
        const text = Buffer.from(list);
        expect(jsonError(text) === undefined).toBe(parses(text));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['{"a":1', 6, 'the text ends too early'],
    ['{"a" 1}', 5, 'a ":" is missing after a key'],
    ['[1 2]', 3, 'a "," or "]" is missing'],
    ['{"a":1 "b":2}', 7, 'a "," or "}" is missing'],
    ['["\\x"]', 3, 'no such escape exists'],
    ['["\\u12g4"]', 6, 'a \\u needs four hexadecimal digits'],
    ['["a\tb"]', 3, 'a string holds the control character 0x09, which must be escaped'],
    ['[01]', 2, 'a "," or "]" is missing'],
    ['[1.]', 3, 'a digit is missing'],
    ['[nul]', 4, 'this is no JSON value'],
    ['{} {}', 3, 'text follows the value'],
    ['', 0, 'the text ends too early'],
  ])('%j is wrong at byte %i: %s', (text, at, reason) => {
    expect(jsonError(Buffer.from(text))).toEqual({ at, reason });
  });

  it('a hundred thousand open brackets are refused, not a crash', () => {
    expect(jsonError(Buffer.from('['.repeat(100_000)))).toMatchObject({ at: 100_000 });
    expect(jsonError(Buffer.from('['.repeat(100_000) + ']'.repeat(100_000)))).toBeUndefined();
  });
});
