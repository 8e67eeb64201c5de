import { type Column, type ConversionPlan, plainCsv, type TypeGuess, typeFromName } from '@parquetry/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCarefully } from '../../src/row-codecs/parse-carefully.ts';
import { parseQuickly } from '../../src/row-codecs/parse-quickly.ts';
import { parseRows } from '../../src/row-codecs/parse-rows.ts';
import type { ParsedRows } from '../../src/row-codecs/row.ts';
import { arbitraryCsv } from '../support/arbitrary-table.ts';
import { PARSING, planOf, strings } from './plan-of.ts';

const messageOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: Error) => error.message,
  );

/** As plain data, so that quick and careful rows can be compared; `undefined` when there is a complaint. */
function shown({ rows, counts, rejectedRows }: ParsedRows, { schema }: ConversionPlan) {
  return { cells: rows.map((row) => schema.columns.map(({ name }) => row[name])), counts, rejectedRows };
}

async function carefully(text: Uint8Array, plan: ConversionPlan) {
  try {
    return shown(await parseCarefully(text, plan, PARSING), plan);
  } catch {
    return undefined;
  }
}

function quickly(text: Uint8Array, plan: ConversionPlan) {
  const parsed = parseQuickly(text, plan);
  return parsed && shown(parsed, plan);
}

describe('parseQuickly', () => {
  const pieces = fc.constantFrom(
    'a',
    'é',
    ',',
    ',',
    ';',
    '"',
    '""',
    '\n',
    '\r\n',
    '\r',
    '\u{FEFF}',
    ' ',
    '#',
    '\\',
    '1',
    'true',
    'TRUE',
    'NaN',
  );

  it.each([
    { width: 1, header: 'h' },
    { width: 2, header: 'h,i' },
    { width: 3, header: '"h",i,"j"' },
  ])(
    'reads of texts of $width columns what is read with care, and gives up where that complains',
    async ({ width, header }) => {
      const plan = planOf(strings(...['h', 'i', 'j'].slice(0, width)));
      const start = fc.constantFrom('', '\n', '\r\n', '\u{FEFF}', '\u{FEFF}\r');
      await fc.assert(
        fc.asyncProperty(start, fc.array(pieces, { maxLength: 12 }), async (before, body) => {
          const text = Buffer.from(`${before}${header}\n${body.join('')}`);
          expect(quickly(text, plan)).toEqual(await carefully(text, plan));
        }),
        { numRuns: 1500 },
      );
    },
  );

  const guessed = (kind: 'boolean' | 'int64' | 'float64' | 'string', guess: TypeGuess): Column => ({
    name: kind,
    type: { kind },
    nullable: true,
    guess,
  });

  it.each([
    guessed('boolean', { spelling: 'true' }),
    guessed('int64', {}),
    guessed('float64', {}),
    guessed('string', { isUnseen: true }),
  ])('gives up where a guess of $type.kind is contradicted, and nowhere else', async (column) => {
    const plan = planOf([column, ...strings('s')]);
    const values = fc.constantFrom('', '', '1', '2.5', 'true', 'TRUE', 'NaN', '-Infinity', 'x', '""');
    await fc.assert(
      fc.asyncProperty(fc.array(values, { maxLength: 3 }), async (cells) => {
        const text = Buffer.from(`h,s\n${cells.map((cell) => `${cell},t\n`).join('')}`);
        expect(quickly(text, plan)).toEqual(await carefully(text, plan));
      }),
      { numRuns: 300 },
    );
  });

  it('reads any table in any plain dialect as it is read with care', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryCsv('hard'), async ({ csv, table, delimiter }) => {
        const names = table.columns.map(({ name }) => name);
        const columns = table.columns.map(({ name, type, nullable }) => ({
          name,
          type: typeFromName(type),
          nullable: nullable !== false,
        }));
        const plan = planOf(columns, { csv: plainCsv(names, { delimiter }) });
        const text = Buffer.from(csv);
        const quick = quickly(text, plan);
        expect(quick).toBeDefined();
        expect(quick).toEqual(await carefully(text, plan));
      }),
      { numRuns: 150 },
    );
  });

  it('leaves texts with NUL bytes to be read with care', async () => {
    const plan = planOf(strings('h', 'i'));
    const text = Buffer.from('h,i\n\0,b\n');
    expect(parseQuickly(text, plan)).toBeUndefined();
    expect(await parseRows(text, plan, PARSING)).toMatchObject({ rows: [{ h: '\0', i: 'b' }] });
    expect(await messageOf(parseRows(Buffer.from('h,i\n"a"\0,b\n'), plan, PARSING))).toContain(
      'text after a closing quote',
    );
  });

  it('reads text in other quotes as it is read with care', async () => {
    const plan = planOf(strings('h', 'i'), {
      csv: plainCsv(['h', 'i'], { quote: "'", escape: "'", delimiter: '|' }),
    });
    const text = Buffer.from("h|i\n'a|''b'''|\"c\"\n''|'\r\n'\n");
    expect(quickly(text, plan)).toMatchObject({
      cells: [
        ["a|'b'", '"c"'],
        [null, '\r\n'],
      ],
    });
    expect(quickly(text, plan)).toEqual(await carefully(text, plan));
  });

  it.each([
    ['another encoding', { csv: { encoding: 'windows-1252' } }],
    ['no header', { csv: { hasHeader: false } }],
    ['lines to skip', { csv: plainCsv(['h', 'i'], { skipLines: 1 }) }],
    ['comments', { csv: plainCsv(['h', 'i'], { comment: '#' }) }],
    ['spaces to cut', { csv: plainCsv(['h', 'i'], { trim: true }) }],
    ['a backslash before quotes', { csv: plainCsv(['h', 'i'], { escape: '\\' }) }],
    ['a delimiter of two bytes', { csv: plainCsv(['h', 'i'], { delimiter: '::' }) }],
    ['spellings of null', { csv: { nulls: ['NA'] } }],
    ['empty strings', { csv: { quotedEmpty: 'string' } }],
    ['columns in another order', { csv: plainCsv(['i', 'h']) }],
    ['a column that the source lacks', { csv: plainCsv(['h']) }],
    ['fewer columns than there are', { source: { limits: { recordBytes: 9, fieldBytes: 9, columns: 1 } } }],
  ] as const)('leaves a source with %s to be read with care', (_, parts) => {
    const plan = planOf(strings('h', 'i'), parts as Parameters<typeof planOf>[1]);
    expect(parseQuickly(Buffer.from('h,i\n1,2\n'), plan)).toBeUndefined();
  });

  it('never reads a record that is longer than allowed', async () => {
    const limits = { recordBytes: 40, fieldBytes: 40, columns: 10 };
    const plan = planOf(strings('h', 'i'), { source: { limits } });
    const field = fc.oneof(
      fc.string({ maxLength: 25 }),
      fc.stringMatching(/^"{0,25}$/),
      fc.stringMatching(/^[€😀]{0,14}$/u),
    );
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 4 }), async (rows) => {
        const text = Buffer.from(`h,i\n${rows.map((row) => row.map(quoted).join(',')).join('\n')}\n`);
        const quick = quickly(text, plan);
        if (quick) expect(quick).toEqual(await carefully(text, plan));
      }),
      { numRuns: 1000 },
    );
    const short = Buffer.from('h,i\n'.concat('abc,d\n'.repeat(20)));
    expect(quickly(short, plan)).toBeDefined();
  });
});

describe('parseRows', () => {
  it.each([
    ['an empty text', Buffer.from(''), 'is empty: it has no header line'],
    ['nothing but line ends', Buffer.from('\n\r\n\r'), 'is empty: it has no header line'],
    [
      'a byte that is not UTF-8',
      Buffer.from('h,i\n1,2\n3,\xff\n', 'latin1'),
      'row 2 (byte 8): byte 0xFF (at byte 10) is not',
    ],
    ['a quote that is never closed', Buffer.from('h,i\n1,"2\n3,4\n'), 'a quote is opened and never closed'],
  ])('refuses %s in the words of core', async (_, text, words) => {
    expect(await messageOf(parseRows(text, planOf(strings('h', 'i')), PARSING))).toContain(words);
  });

  it('refuses a text whose header is not as wide as the plan', async () => {
    expect(await messageOf(parseRows(Buffer.from('h,i,j\n1,2\n'), planOf(strings('h', 'i')), PARSING))).toBe(
      '/in/x.csv: the header has 3 fields, the plan 2; plan the conversion again',
    );
  });

  it('names row, byte and column of the first bad cell, though a row behind it is malformed', async () => {
    const plan = planOf([
      { name: 's', type: { kind: 'string' }, nullable: false },
      { name: 'n', type: { kind: 'int64' }, nullable: true },
    ]);
    const wayOut =
      'correct the cell, declare the column otherwise (--columns), or set such rows aside with --on-bad-row reject';
    expect(await messageOf(parseRows(Buffer.from('s,n\n"a",1\n"é",x\n1,2,3\n'), plan, PARSING))).toBe(
      `/in/x.csv row 2 (byte 10): column "n": "x" is not an int64; ${wayOut}`,
    );
    expect(await messageOf(parseRows(Buffer.from('s,n\n"",1\n'), plan, PARSING))).toBe(
      `/in/x.csv row 1 (byte 4): column "s": a null in a required column; ${wayOut}`,
    );
  });
});
