import { type DeadLetter, letterOf } from '@parquetry/delivery';
import { describe, expect, it } from 'vitest';
import { letterTable } from '../src/commands/jobs/letter-table.ts';

const at = Date.parse('2026-11-21T10:20:30.000Z');

function letter(key: string, message: string): DeadLetter {
  const job = { id: 'bcfc65a917ad47ae', source: { ref: { bucket: 's3://lake', key } } };
  const failure = { kind: 'data-quality', code: 'BadInputError', message, attempts: 2 } as const;
  return letterOf({ job, failure, at, recipe: 'abcdef0123456789' });
}

const shorten = (text: string) => text;
const WIDE = Number.POSITIVE_INFINITY;

const widest = (table: string) => Math.max(...table.split('\n').map((line) => [...line].length));

describe('the table of dead letters', () => {
  const letters = [
    letter(
      'in/day=2026-11-21/part-00017.csv',
      's3://lake/in/day=2026-11-21/part-00017.csv row 7 (byte 99): 3 fields',
    ),
    letter('in/ü.csv', 'the schema has no column "altitude"; add it, or set --on-new-column'),
  ];

  it('is whole when it may be of any width, and names no source twice', () => {
    expect(letterTable(letters, { columns: WIDE, shorten })).toMatchInlineSnapshot(`
      "id                kind          tries  last failed       source                                      why
      bcfc65a917ad47ae  data-quality      2  2026-11-21 10:20  s3://lake/in/day=2026-11-21/part-00017.csv  row 7 (byte 99): 3 fields
      bcfc65a917ad47ae  data-quality      2  2026-11-21 10:20  s3://lake/in/ü.csv                          the schema has no column "altitude"; add it, or set --on-new-column"
    `);
  });

  it.each([80, 90, 100, 120, 200])('keeps within %d columns', (columns) => {
    expect(widest(letterTable(letters, { columns, shorten }))).toBeLessThanOrEqual(columns);
  });

  it('leaves the reason out of narrow terminals, and cuts the start of a source', () => {
    const [heading, first] = letterTable(letters, { columns: 80, shorten }).split('\n');
    expect(heading).not.toContain('why');
    expect(first).toMatch(/ …\S+part-00017\.csv$/);
  });

  it('cuts the end of a reason', () => {
    expect(letterTable(letters, { columns: 130, shorten })).toMatch(/the schema has no col\S*.*…$/m);
  });

  it('lets nothing out of its line', () => {
    const table = letterTable([letter('in/a\n\u001b[2Jb.csv', 'two\r\nlines\u0007')], {
      columns: WIDE,
      shorten,
    });
    expect(table.split('\n')).toHaveLength(2);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be there
    expect(table).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it('shows paths as they are named', () => {
    const short = letterTable(letters, {
      columns: WIDE,
      shorten: (text) => text.replaceAll('s3://lake/', ''),
    });
    expect(short).not.toContain('s3://lake');
    expect(widest(short)).toBeLessThan(widest(letterTable(letters, { columns: WIDE, shorten })));
  });
});
