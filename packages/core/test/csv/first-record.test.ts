import { describe, expect, it } from 'vitest';
import { readFirstRecord } from '../../src/csv/first-record.ts';
import { type CsvFormat, DEFAULT_READ_LIMITS, plainCsv, type ReadLimits } from '../../src/index.ts';
import { failure, inChunks } from './support/read-back.ts';

const first = (
  content: string | Uint8Array,
  format: Partial<CsvFormat> = {},
  limits: Partial<ReadLimits> = {},
  chunk = 1 << 16,
) =>
  readFirstRecord(
    inChunks(typeof content === 'string' ? Buffer.from(content) : content, chunk),
    { ...plainCsv([]), ...format },
    'test.csv',
    { ...DEFAULT_READ_LIMITS, ...limits },
  );

const dialect = (changes: Partial<CsvFormat['dialect']>) => ({ dialect: plainCsv([], changes).dialect });

describe('the first record', () => {
  it('may have any number of fields, empty and quoted ones', async () => {
    expect(await first('a')).toEqual(['a']);
    expect(await first('\n\r\n"a\nb",,"c ""d"""\r\n1,2,3\n')).toEqual(['a\nb', '', 'c "d"']);
    expect(await first(`${'x,'.repeat(999)}x`)).toHaveLength(1000);
  });

  it('comes after comments, blank lines and skipped lines', async () => {
    const text = 'skipped\n \n# "\n \n a , b \n';
    for (const chunk of [1, 100]) {
      expect(await first(text, dialect({ skipLines: 1, comment: '#', trim: true }), {}, chunk)).toEqual([
        'a',
        'b',
      ]);
    }
  });

  it('loses a trailing delimiter where there is one', async () => {
    const trailing = dialect({ trailingDelimiter: true });
    expect(await first('a,b,c,\n', trailing)).toEqual(['a', 'b', 'c']);
    expect(await first('a,,\n', trailing)).toEqual(['a', '']);
    expect(await first('a,b,\n', trailing)).toEqual(['a', 'b']);
    expect(await first('a,b\n', trailing)).toEqual(['a', 'b']);
    expect(await first('a,\n', trailing)).toEqual(['a']);
    expect(await first('a,b,\n')).toEqual(['a', 'b', '']);
  });

  it('is read in its encoding', async () => {
    const utf16 = Buffer.from('\uFEFFä;€\n', 'utf16le');
    expect(await first(utf16, { encoding: 'utf-16le', ...dialect({ delimiter: ';' }) })).toEqual(['ä', '€']);
  });
});

describe('a header is refused', () => {
  it('when there is none', async () => {
    for (const text of ['', '\n\n', '\uFEFF']) {
      await expect(first(text)).rejects.toThrow('test.csv is empty: it has no header line; write one');
    }
    await expect(first('# only\n', dialect({ comment: '#' }))).rejects.toThrow('is empty');
  });

  it('when it is malformed', async () => {
    expect(await failure('a,"b\n1,2\n')).toBe(
      'test.csv: in the header line, a quote is opened and never closed; ' +
        'correct it, or name the dialect (--quote, --escape, --skip-lines)',
    );
  });

  it('when it is not in its encoding', async () => {
    await expect(first(Buffer.from('a,b\xe9\n1,2\n', 'latin1'))).rejects.toThrow(
      'test.csv: in the header line (byte 3), byte 0xE9 is not valid UTF-8; name the encoding',
    );
  });

  it('when it is too long or too wide', async () => {
    for (const chunk of [1, 1000]) {
      await expect(first(`${'x'.repeat(200)}\n`, {}, { recordBytes: 100 }, chunk)).rejects.toThrow(
        'test.csv: the header line is longer than 100 bytes; look for a quote that is never closed, or raise --max-record-bytes',
      );
    }
    await expect(first('a,b,c\n', {}, { columns: 2 })).rejects.toThrow(
      'test.csv: the header has 3 columns, 2 are allowed; raise --max-columns if that is right',
    );
    expect(await first(`${'x'.repeat(100)}\r\n`, {}, { recordBytes: 100 }, 1)).toHaveLength(1);
  });

  it.each([
    ['a quote that is never closed', (length: number) => `"${'x'.repeat(length)}`],
    ['text after a closing quote', (length: number) => `"${'x'.repeat(length)}"x,2\n`],
    ['too many columns', (length: number) => `${'x,'.repeat(length)}\n1\n`],
  ])('for the same reason in pieces of any size: %s', async (_what, text) => {
    for (let length = 30; length < 90; length += 1) {
      const reasons = [1, 7, 1000].map((chunk) =>
        first(text(length), {}, { recordBytes: 10, columns: 3 }, chunk).catch(String),
      );
      expect(new Set(await Promise.all(reasons)).size).toBe(1);
    }
  });

  it('when it has another width than was planned', async () => {
    expect(await failure('a,b,c\n1,2,3\n')).toBe(
      'test.csv: the header has 3 fields, the plan 2; plan the conversion again',
    );
  });
});
