import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContradictionError } from '../../src/index.ts';
import { expectedTable, likeExpected } from './support/expected-table.ts';
import { type ReadBack, type ReadingOptions, readBack, shapeOf } from './support/json-reading.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Few keys, so that records share them, and some that need care. */
const key = fc.constantFrom('a', 'b', 'c', 'a.b', '', 'é', '"', '\n', '__proto__', '0', 'toString');
const number = fc.oneof(
  fc.integer(),
  // JSON.stringify writes −0 as 0.
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((double) => double + 0),
  fc.constantFrom(0, 2 ** 53, 1e21, 5e-324, 123456789012345680000),
);
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.constantFrom('', '\\', '"', '\u0000\n', '😀', '1', 'true', '2001-01-01'),
);

const { value } = fc.letrec<{ value: Json; object: { [key: string]: Json } }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 3, arbitrary: number },
    { weight: 3, arbitrary: text },
    { weight: 1, arbitrary: fc.boolean() },
    { weight: 3, arbitrary: tie('object') },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
  ),
  object: fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((members) => fromMembers(members)),
}));

function fromMembers(members: readonly (readonly [string, Json])[]): { [key: string]: Json } {
  const object: { [key: string]: Json } = {};
  for (const [name, inner] of members) {
    Object.defineProperty(object, name, {
      value: inner,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return object;
}

const record = fc.array(fc.tuple(key, value), { maxLength: 5 }).map((members) => fromMembers(members));
const records = fc.array(record, { minLength: 1, maxLength: 8 });
const nested = fc.constantFrom('flatten' as const, 'json' as const);

const compact = (all: readonly Json[]) => all.map((one) => JSON.stringify(one));
const LAYOUTS = {
  lines: { layout: 'lines', write: (all: readonly Json[]) => `${compact(all).join('\n')}\n` },
  'lines with CRLF and blank lines': {
    layout: 'lines',
    write: (all: readonly Json[]) => `\r\n${compact(all).join('\r\n \r\n')}`,
  },
  'one array': { layout: 'array', write: (all: readonly Json[]) => JSON.stringify(all) },
  'one array on many lines': {
    layout: 'array',
    write: (all: readonly Json[]) => JSON.stringify(all, null, 2),
  },
  'values without line ends': { layout: 'values', write: (all: readonly Json[]) => compact(all).join('') },
  'values on many lines': {
    layout: 'values',
    write: (all: readonly Json[]) => all.map((one) => JSON.stringify(one, null, '\t')).join('\n'),
  },
} as const;

/** What a reading comes to, whatever its pieces were. */
const outcome = ({ rows, numbers, offsets, raws, kept, error, read }: ReadBack) => ({
  rows,
  numbers,
  offsets,
  raws,
  kept,
  error: error?.message,
  read,
});

describe.each(Object.entries(LAYOUTS))('records written as %s', (_, { layout, write }) => {
  it('come back as the objects they were', async () => {
    await fc.assert(
      fc.asyncProperty(records, nested, async (objects, nesting) => {
        const { paths, rows } = expectedTable(objects, nesting);
        fc.pre(paths.length > 0);
        const found = await readBack(write(objects), { shape: shapeOf({ layout, nested: nesting }) });
        expect(found.error).toBeUndefined();
        expect(found.kept).toEqual([]);
        expect(found.fields.map(({ path }) => path)).toEqual(paths);
        expect(
          found.rows.map((cells, row) => cells.map((cell, at) => likeExpected(cell, rows[row]![at]!))),
        ).toEqual(rows);
      }),
      { numRuns: 150 },
    );
  });

  it('come back the same in chunks and blocks of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        records,
        nested,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 60 }),
        async (objects, nesting, chunk, blockBytes) => {
          fc.pre(expectedTable(objects, nesting).paths.length > 0);
          const options = { shape: shapeOf({ layout, nested: nesting }) };
          const whole = await readBack(write(objects), options);
          const pieces = await readBack(write(objects), { ...options, chunk, blockBytes });
          expect(outcome(pieces)).toEqual(outcome(whole));
        },
      ),
      { numRuns: 80 },
    );
  });
});

interface Change {
  readonly place: number;
  readonly bytes: Uint8Array;
  readonly cut: number;
}

const change: fc.Arbitrary<Change> = fc.record({
  place: fc.nat(),
  bytes: fc.oneof(
    fc.uint8Array({ maxLength: 2 }),
    fc
      .constantFrom(
        '\n',
        '{',
        '}',
        '[',
        ']',
        ',',
        '"',
        ':',
        '\\ud800',
        '{}',
        '"a":1,',
        '\\',
        'null',
        ' ',
        '-',
        '1e9',
      )
      .map((inserted) => Buffer.from(inserted)),
  ),
  cut: fc.nat({ max: 3 }),
});

const damaged = (whole: Uint8Array, changes: readonly Change[]) =>
  changes.reduce<Uint8Array>((bytes, { place, bytes: inserted, cut }) => {
    const at = place % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + cut)]);
  }, whole);

const anyDamage = fc.tuple(
  records,
  fc.constantFrom(...Object.values(LAYOUTS)),
  nested,
  fc.array(change, { minLength: 1, maxLength: 4 }),
  fc.constantFrom('bad-row' as const, 'replace' as const),
);

describe('damaged JSON', () => {
  it('comes to the same rows, bad rows and error in chunks and blocks of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyDamage,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom(1 << 20, 60, 25),
        async (
          [objects, { layout, write }, nesting, changes, invalidBytes],
          chunk,
          blockBytes,
          recordBytes,
        ) => {
          const bytes = damaged(Buffer.from(write(objects)), changes);
          const options: ReadingOptions = {
            shape: shapeOf({ layout, nested: nesting }),
            fields: [{ name: 'a', path: ['a'] }],
            columns: [{ name: 'a', type: { kind: 'string' }, nullable: true }],
            newColumns: 'reject',
            limits: { recordBytes },
            invalidBytes,
          };
          const whole = await readBack(bytes, options);
          const pieces = await readBack(bytes, { ...options, chunk, blockBytes });
          expect(outcome(pieces)).toEqual(outcome(whole));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('never contradicts the profile of all its rows', async () => {
    await fc.assert(
      fc.asyncProperty(anyDamage, async ([objects, { layout, write }, nesting, changes, invalidBytes]) => {
        const bytes = damaged(Buffer.from(write(objects)), changes);
        const options = { shape: shapeOf({ layout, nested: nesting }), invalidBytes };
        const found = await readBack(bytes, options).catch(() => undefined);
        fc.pre(found !== undefined);
        expect(found!.error).not.toBeInstanceOf(ContradictionError);
        expect(found!.error).toBeUndefined();
        expect(found!.rows.length + found!.rejects.length).toBe(found!.read);
      }),
      { numRuns: 1000 },
    );
  });
});
