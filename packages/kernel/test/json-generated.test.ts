import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { column, disagreement, type Layout, type Scanning } from './json-support.ts';

const KEYS = ['a', 'b', 'key', 'a key of more than sixteen bytes', 'é', '"\\/'];
const DECLARED = KEYS.map((name, index) => column(name, index % 2 ? 'float64' : 'string'));
/** Columns whose types are guesses: their values may contradict them. */
const GUESSED = [
  column('a', 'string', {}),
  column('b', 'float64', {}),
  column('key', 'string', { isJsonText: true }),
  column('é', 'string', { isUnseen: true }),
];

const blanks = (inside: string) => fc.string({ unit: fc.constantFrom(...inside), maxLength: 3 });
const rarely = <T>(often: fc.Arbitrary<T>, seldom: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: often, weight: 12 }, { arbitrary: seldom, weight: 1 });

const digits = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength });
const number = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(
      fc.constant('0'),
      digits(24).map((text) => text.replace(/^0+(?=\d)/, '')),
    ),
    fc.oneof(
      fc.constant(''),
      digits(24).map((text) => `.${text}`),
    ),
    rarely(
      fc.constant(''),
      fc.tuple(fc.constantFrom('e', 'E', 'e+', 'E-'), digits(4)).map((parts) => parts.join('')),
    ),
  )
  .map((parts) => parts.join(''));
const badNumber = fc.constantFrom(
  '01',
  '1.',
  '.1',
  '-',
  '+1',
  '1e',
  '1e+',
  '--1',
  'NaN',
  '1_0',
  '0x10',
  '1.2.3',
  '-01',
  '00',
);
const shortEscape = fc.constantFrom(
  ...[
    '\\"',
    '\\\\',
    '\\/',
    '\\b',
    '\\f',
    '\\n',
    '\\r',
    '\\t',
    '\\u0000',
    '\\u0022',
    '\\u00e9',
    '\\uFFFF',
    '\\ud83d\\ude00',
  ],
);
const badEscape = fc.constantFrom(
  '\\x',
  '\\u12',
  '\\ud800',
  '\\udc00',
  '\\ud800\\udbff',
  '\\ud800\\ue000',
  '\\',
  '\n',
  '\u0001',
);
const character = fc.oneof(
  { arbitrary: fc.constantFrom(..."abc ,:{}[]'019\u007f"), weight: 20 },
  { arbitrary: fc.constantFrom('é', '€', '😀', '\u2028'), weight: 2 },
  { arbitrary: shortEscape, weight: 2 },
);
const string = fc
  .oneof(
    fc.array(character, { maxLength: 6 }),
    fc.array(character, { maxLength: 70 }),
    fc.integer({ min: 90, max: 400 }).map((length) => ['x'.repeat(length)]),
  )
  .map((parts) => `"${parts.join('')}"`);
const badString = fc
  .tuple(string, badEscape, string)
  .map(([a, bad, b]) => `${a.slice(0, -1)}${bad}${b.slice(1)}`);
const value = fc.oneof(number, string, fc.constantFrom('null', 'true', 'false', '-0'));
const badValue = fc.oneof(
  badNumber,
  badString,
  fc.constantFrom('[]', '{}', '{"a":[1,"]"]}', '[[1],{"b":2}]', 'True', 'nul', 'truefalse', '', '"'),
);

const key = fc.constantFrom(...KEYS.map((name) => JSON.stringify(name)));
const otherKey = fc.constantFrom('"other"', '""', '"\\u0061"', '"a', 'a', '"\\"\\\\\\/"');
const member = (inside: string, bad: fc.Arbitrary<string>) =>
  fc
    .tuple(
      blanks(inside),
      rarely(key, otherKey),
      blanks(inside),
      blanks(inside),
      rarely(value, bad),
      blanks(inside),
    )
    .map(([a, name, b, c, cell, d]) => `${a}${name}${b}:${c}${cell}${d}`);

/** A record whose keys mostly come in their order, as most texts have them, or in any. */
function record(layout: Layout, isPlain: boolean): fc.Arbitrary<string> {
  const inside = layout === 'lines' ? ' \t\r' : ' \t\r\n';
  const some = isPlain ? '' : inside;
  const bad = isPlain ? value : badValue;
  const inOrder = fc.tuple(
    ...KEYS.map((name) => fc.option(rarely(value, bad).map((cell) => `${JSON.stringify(name)}:${cell}`))),
  );
  const ordered = inOrder.map((members) => members.filter((found) => found !== null));
  const shuffled = fc
    .shuffledSubarray([...KEYS])
    .chain((names) =>
      fc.tuple(...names.map((name) => value.map((cell) => `${JSON.stringify(name)}: ${cell}`))),
    );
  const free = fc.array(member(some || ' ', bad), { maxLength: 7 });
  return fc.oneof(ordered, ordered, shuffled, free).map((members) => `{${members.join(',')}}`);
}

const separator = (layout: Layout) =>
  layout === 'lines'
    ? fc.constantFrom('\n', '\n', '\n', '\r\n', ' \n', '\n\n', '\n \t\r\n')
    : fc.constantFrom(',', ',', ',', ' ,\n', ',\n  ', '\n,');

/** Texts of the layout; arrays from behind their bracket. */
function text(layout: Layout): fc.Arbitrary<string> {
  const records = fc
    .boolean()
    .chain((isPlain) =>
      fc.array(fc.tuple(record(layout, isPlain), separator(layout)), { minLength: 1, maxLength: 12 }),
    );
  const end = layout === 'lines' ? fc.constantFrom('', '\n', '  ') : fc.constantFrom(']', ' ]\n', '', '] x');
  return fc.tuple(records, end).map(([parts, last]) => {
    const joined = parts
      .map(([found, behind], index) => (index === parts.length - 1 ? found : found + behind))
      .join('');
    return joined + last;
  });
}

const scanning: fc.Arbitrary<Scanning> = fc.record(
  {
    inputBytes: fc.integer({ min: 1, max: 200 }),
    textBytes: fc.integer({ min: 130, max: 600 }),
    records: fc.integer({ min: 1, max: 5 }),
  },
  { requiredKeys: [] },
);

describe.each(['lines', 'array'] as const)('generated JSON in the layout %s', (layout) => {
  it.each([
    ['declared', DECLARED],
    ['guessed', GUESSED],
  ])('is read as core reads it, whatever the rooms and cuts, into %s columns', async (_, columns) => {
    await fc.assert(
      fc.asyncProperty(
        text(layout),
        fc.array(scanning, { minLength: 1, maxLength: 3 }),
        async (content, scannings) => {
          expect(
            await disagreement(Buffer.from(content), layout, columns, [{}, ...scannings]),
          ).toBeUndefined();
        },
      ),
      { numRuns: 3000, seed: 20_260 },
    );
  });

  it('is read as core reads it when bytes of it are others', async () => {
    const byte = fc.oneof(
      fc.constantFrom(...Buffer.from('{}[],:"\\ \n\t0-.eE\0\u0001tfn')),
      fc.integer({ min: 0, max: 255 }),
    );
    const changes = fc.array(fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), byte), {
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(text(layout), changes, scanning, async (content, changed, cut) => {
        const bytes = Buffer.from(content);
        for (const [place, other] of changed) bytes[Math.floor(place * bytes.length)] = other;
        if (bytes[0] === 0xef) return;
        expect(await disagreement(bytes, layout, DECLARED, [{}, cut])).toBeUndefined();
      }),
      { numRuns: 6000, seed: 20_261 },
    );
  });

  it('is the same cut at every byte', async () => {
    await fc.assert(
      fc.asyncProperty(text(layout), async (content) => {
        const bytes = Buffer.from(content).subarray(0, 300);
        const cuts = Array.from({ length: bytes.length }, (_, at) => ({ inputBytes: at + 1 }));
        expect(await disagreement(bytes, layout, DECLARED, cuts)).toBeUndefined();
      }),
      { numRuns: 100, seed: 20_262 },
    );
  });
});
