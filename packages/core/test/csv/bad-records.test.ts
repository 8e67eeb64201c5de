import { describe, expect, it } from 'vitest';
import { failure, type ReadBackOptions, readBack } from './support/read-back.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

/** Rows as text, and rejects as `row@byte: reason | raw`. */
async function outcome(content: string | Uint8Array, options: ReadBackOptions = {}) {
  const { rows, rejects, tally } = await readBack(content, { fate: 'reject', ...options });
  const told = rejects.map(
    ({ row, byteOffset, reason, raw, rawBase64 }) => `${row}@${byteOffset}: ${reason} | ${raw ?? rawBase64}`,
  );
  return { rows: rows.map((row) => row.join('·')), rejects: told, tally };
}

describe('a bad record that ends the reading', () => {
  it('is told with both widths when it is too long or too short', async () => {
    expect(await failure('a,b\n1,2\n1,2,3\n')).toBe(
      'test.csv row 2 (byte 8): 3 fields, the header has 2; correct the row, or set such rows aside with --on-bad-row reject',
    );
    expect(await failure('a,b\n1,2\n\n1\n')).toContain('row 2 (byte 9): 1 field, the header has 2');
  });

  it('is told with where its quote is wrong', async () => {
    expect(await failure('a,b\n1,2\n1,"open\n3,4\n')).toContain(
      'row 2 (byte 8): a quote is opened and never closed',
    );
    expect(await failure('a,b\n1,x"y\n')).toContain('row 1 (byte 4): a quote inside an unquoted field');
    expect(await failure('a,b\n1,"x"y\n')).toContain('row 1 (byte 4): text after a closing quote');
  });

  it('is told with the byte that is invalid, and the way out', async () => {
    expect(await failure(latin1('a,b\n1,2\n3,\xe9\n5,6\n'))).toBe(
      'test.csv row 2 (byte 8): byte 0xE9 (at byte 10) is not valid UTF-8; ' +
        'name the encoding (--encoding windows-1252), or have such bytes replaced (--invalid-bytes replace)',
    );
  });

  it('is counted across blocks', async () => {
    const rows = Array.from({ length: 1000 }, (_, index) => `${index},x\n`).join('');
    const byte = (4 + rows.length).toLocaleString('en-US');
    expect(await failure(`a,b\n${rows}oops\n`, { blockBytes: 64 })).toContain(`row 1,001 (byte ${byte})`);
  });
});

describe('bad quotes', () => {
  it('take everything up to the next line end with them, wherever they are', async () => {
    const never = 'a quote is opened and never closed';
    expect(await outcome('a,b\n"1,2\n3,4\n')).toMatchObject({
      rows: ['3·4'],
      rejects: [`1@4: ${never} | "1,2`],
    });
    expect(await outcome('a,b\n1,2\n3,"4\n5,6')).toMatchObject({
      rows: ['1·2', '5·6'],
      rejects: [`2@8: ${never} | 3,"4`],
    });
    expect(await outcome('a,b\n1,2\n3,"')).toMatchObject({ rows: ['1·2'], rejects: [`2@8: ${never} | 3,"`] });
    expect(await outcome('a,b\r\n3,"4\r\n5,6')).toMatchObject({
      rows: ['5·6'],
      rejects: [`1@5: ${never} | 3,"4`],
    });
  });

  it('that swallow lines until another quote give them back', async () => {
    expect(await outcome('a,b\n1,"2\n3,4\n5,"6"\n7,8\n')).toMatchObject({
      rows: ['3·4', '5·6', '7·8'],
      rejects: ['1@4: text after a closing quote | 1,"2'],
    });
  });

  it('take the lines before them that belong to the same record', async () => {
    expect(await outcome('a,b\n"1\n2","3\n4,5\n')).toMatchObject({
      rows: ['4·5'],
      rejects: ['1@4: a quote is opened and never closed | "1\n2","3'],
    });
  });

  it('within a field, and text after quotes, spoil their own line only', async () => {
    expect(await outcome('a,b\n1,x"y\n"1"x,2\n 3, "4"\n5,6\n')).toMatchObject({
      rows: ['5·6'],
      rejects: [
        '1@4: a quote inside an unquoted field | 1,x"y',
        '2@10: text after a closing quote | "1"x,2',
        '3@17: a quote inside an unquoted field |  3, "4"',
      ],
    });
  });
});

describe('records of another width', () => {
  it('are set aside, each with its number, byte and text', async () => {
    const { rejects, rows, tally } = await outcome('a,b\n1\n1,2,3\r\n1,2\n"x\ny"\n1,2,\n');
    expect(rows).toEqual(['1·2']);
    expect(rejects).toEqual([
      '1@4: 1 field, the header has 2 | 1',
      '2@6: 3 fields, the header has 2 | 1,2,3',
      '4@17: 1 field, the header has 2 | "x\ny"',
      '5@23: 3 fields, the header has 2 | 1,2,',
    ]);
    expect(tally).toEqual({ read: 5, rejected: 4, padded: 0 });
  });

  it('are filled up with nulls, or cut where nothing is lost, when that is asked for', async () => {
    const { rejects, rows, tally } = await outcome('a,b,c\n1\n1,2,3,,""\n1,2,3,4\n"x""y",é\n1,2,3\n', {
      fate: 'pad',
      names: ['a', 'b', 'c'],
    });
    expect(rows).toEqual(['1··', '1·2·3', 'x"y·é·', '1·2·3']);
    expect(rejects).toEqual(['3@18: 4 fields, the header has 3 | 1,2,3,4']);
    expect(tally).toEqual({ read: 5, rejected: 1, padded: 3, firstPadded: [1, 2, 4] });
  });

  it('are not cut where a quoted surplus field is a value', async () => {
    const { rejects } = await outcome('a,b\n1,2,""\n', { fate: 'pad', quotedEmpty: 'string' });
    expect(rejects).toEqual(['1@4: 3 fields, the header has 2 | 1,2,""']);
  });

  it('that are filled up are still checked like all others', async () => {
    const { rejects, rows, tally } = await outcome(latin1('a,b\n\xff\n1234567\n1\n'), {
      fate: 'pad',
      limits: { fieldBytes: 5 },
    });
    expect(rows).toEqual(['1·']);
    expect(rejects).toEqual([
      '1@4: byte 0xFF (at byte 4) is not valid UTF-8 | /w==',
      '2@6: the field has 7 bytes, 5 are allowed | 1234567',
    ]);
    expect(tally).toEqual({ read: 3, rejected: 2, padded: 1, firstPadded: [3] });
    expect(await outcome(latin1('a,b\n\xff\n'), { fate: 'pad', invalidBytes: 'replace' })).toMatchObject({
      rows: ['\uFFFD·'],
    });
  });

  it('may be mended in any dialect', async () => {
    const { rows, rejects } = await outcome('a::b\n 1 \n1::2::\n1::2::3\n', {
      fate: 'pad',
      dialect: { delimiter: '::', trim: true },
    });
    expect(rows).toEqual(['1·', '1·2']);
    expect(rejects).toEqual(['3@16: 3 fields, the header has 2 | 1::2::3']);
  });
});

describe('invalid bytes', () => {
  it('make a bad row, told with the byte and in base64', async () => {
    expect(await outcome(latin1('a,b\nx,y\xe9z\n1,2\n\xc3,"\xa9\n"\n'))).toMatchObject({
      rows: ['1·2'],
      rejects: [
        `1@4: byte 0xE9 (at byte 7) is not valid UTF-8 | ${latin1('x,y\xe9z').toString('base64')}`,
        `3@14: byte 0xC3 (at byte 14) is not valid UTF-8 | ${latin1('\xc3,"\xa9\n"').toString('base64')}`,
      ],
    });
  });

  it('are replaced when that is asked for, in quoted fields too', async () => {
    expect(
      await outcome(latin1('a,b\n"x ""\xe9""",\xff\xfe\n1,2\n'), { invalidBytes: 'replace' }),
    ).toMatchObject({
      rows: ['x "\uFFFD"·\uFFFD\uFFFD', '1·2'],
      rejects: [],
    });
  });

  it('of UTF-16 are told as the source has them', async () => {
    const row = Buffer.from('1,x\ud83d\n', 'utf16le');
    const bytes = Buffer.concat([
      Buffer.from('a,b\n3,4\n', 'utf16le'),
      row,
      Buffer.from('1,€', 'utf16le'),
      latin1('A'),
    ]);
    expect(await outcome(bytes, { encoding: 'utf-16le' })).toMatchObject({
      rows: ['3·4'],
      rejects: [
        `2@16: unit 0xD83D (at byte 22) is half of a surrogate pair, not valid UTF-16 | ${row.subarray(0, -2).toString('base64')}`,
        `3@26: byte 0x41 (at byte 32) at the end is half of a UTF-16 unit | ${bytes.subarray(26).toString('base64')}`,
      ],
    });
  });
});

describe('limits', () => {
  const limits = { recordBytes: 10 };
  const tooLong = 'the record is longer than 10 bytes';

  it('on records hold with a line end in sight and without one', async () => {
    const long = 'x'.repeat(300);
    for (const sizes of [{}, { chunk: 3, blockBytes: 4 }, { chunk: 1000, blockBytes: 1 }]) {
      const read = await outcome(`a,b\n1,23456789\n${long}\n1,2\n3,234567890\n4,5\n${long}`, {
        limits,
        ...sizes,
      });
      expect(read).toMatchObject({
        rows: ['1·23456789', '1·2', '4·5'],
        rejects: [
          `2@15: ${tooLong} | ${long}`,
          `4@320: ${tooLong} | 3,234567890`,
          `6@336: ${tooLong} | ${long}`,
        ],
      });
    }
  });

  it('on records give back the lines after an open quote', async () => {
    const read = await outcome('a,b\n1,"2\n3,4\n5,6\n7,8\n9,"0"\n', { limits });
    expect(read).toMatchObject({ rows: ['3·4', '5·6', '7·8', '9·0'], rejects: [`1@4: ${tooLong} | 1,"2`] });
  });

  it('on records spare comments', async () => {
    const comment = `#${'x'.repeat(100)}`;
    for (const blockBytes of [1, 1000]) {
      const read = await outcome(`a,b\n1,2\n${comment}\n3,4\n${comment}`, {
        limits,
        blockBytes,
        dialect: { comment: '#' },
      });
      expect(read).toMatchObject({ rows: ['1·2', '3·4'], rejects: [] });
    }
  });

  it('on records name the way out', async () => {
    expect(await failure('a,b\n1,23456789012\n', { limits })).toBe(
      'test.csv row 1 (byte 4): the record is longer than 10 bytes; look for a quote that is never closed, ' +
        'raise --max-record-bytes, or set such rows aside with --on-bad-row reject',
    );
  });

  it('on fields name the column', async () => {
    const fieldLimits = { limits: { fieldBytes: 5 } };
    const { rejects, rows } = await outcome('a,b\n1,123456\n1,"12345"\n', fieldLimits);
    expect(rows).toEqual(['1·12345']);
    expect(rejects).toEqual(['1@4: the field has 6 bytes, 5 are allowed | 1,123456']);
    expect(await failure('a,b\n1,123456\n', fieldLimits)).toContain('column "b": the field has 6 bytes');
  });

  it('on a long record tell its whole length, however much of it is kept', async () => {
    const line = 'é'.repeat(300_000);
    for (const blockBytes of [1 << 10, 1 << 20]) {
      const { rejects } = await readBack(`a,b\n${line}\r\n1,2\n`, {
        fate: 'reject',
        blockBytes,
        limits: { recordBytes: 1000 },
      });
      expect(rejects).toHaveLength(1);
      expect(rejects[0]).toMatchObject({ rawBytes: 600_000, raw: 'é'.repeat(1 << 15) });
    }
    const utf16 = Buffer.from(`a,b\n${line}\n`, 'utf16le');
    const { rejects } = await readBack(utf16, {
      fate: 'reject',
      encoding: 'utf-16le',
      limits: { recordBytes: 9 },
    });
    expect(rejects[0]).toMatchObject({ byteOffset: 8, rawBytes: 600_000 });
  });
});

it('any number of bad rows in one block is set aside or mended', async () => {
  const bad = 20_000;
  const reads = async (line: string, options: ReadBackOptions) => {
    const { rejects, tally } = await readBack(`a,b\n${line.repeat(bad)}`, { fate: 'reject', ...options });
    expect(tally.read).toBe(bad);
    return rejects.length;
  };
  expect(await reads('1,2,3\n', {})).toBe(bad);
  expect(await reads('1,"2"3\n', { dialect: { trim: true } })).toBe(bad);
  expect(await reads('1,23456789\n', { limits: { recordBytes: 8 } })).toBe(bad);
  expect(await reads('1\n', { fate: 'pad' })).toBe(0);
});
