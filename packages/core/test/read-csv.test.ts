import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ByteStream,
  type CsvDialect,
  DEFAULT_DIALECT,
  fieldText,
  readCsv,
  uniqueColumnNames,
  validUtf8Length,
} from '../src/index.ts';

const encode = (text: string) => new TextEncoder().encode(text);

async function* inChunks(content: Uint8Array, size: number): ByteStream {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

interface ReadBack {
  header: readonly string[];
  rows: string[][];
}

async function read(
  content: string | Uint8Array,
  options: { dialect?: CsvDialect; chunk?: number; blockBytes?: number } = {},
): Promise<ReadBack> {
  const { dialect = DEFAULT_DIALECT, chunk = 1 << 16, blockBytes } = options;
  const bytes = typeof content === 'string' ? encode(content) : content;
  const reading = await readCsv(inChunks(bytes, chunk), {
    dialect,
    name: 'test.csv',
    ...(blockBytes !== undefined && { blockBytes }),
  });
  const width = reading.header.length;
  const rows: string[][] = [];
  for await (const block of reading.blocks) {
    expect(block.firstRow).toBe(rows.length + 1);
    for (let row = 0; row < block.rowCount; row += 1) {
      rows.push(
        Array.from({ length: width }, (_, column) => {
          const field = row * width + column;
          return fieldText(block.bytes, block.starts[field]!, block.ends[field]!, dialect);
        }),
      );
    }
  }
  return { header: reading.header, rows };
}

const failure = async (content: string | Uint8Array, blockBytes?: number) =>
  read(content, blockBytes === undefined ? {} : { blockBytes }).then(
    () => 'no error',
    (error: Error) => error.message,
  );

describe('reading CSV', () => {
  it('reads the header and the rows', async () => {
    expect(await read('a,b\n1,2\n3,4\n')).toEqual({
      header: ['a', 'b'],
      rows: [
        ['1', '2'],
        ['3', '4'],
      ],
    });
  });

  it.each(['\n', '\r\n', '\r'])('ends records at %j, the last one with or without it', async (newline) => {
    const lines = ['a,b', '1,', ',4'];
    const rows = [
      ['1', ''],
      ['', '4'],
    ];
    expect((await read(lines.join(newline))).rows).toEqual(rows);
    expect((await read(lines.join(newline) + newline)).rows).toEqual(rows);
  });

  it('undoes quotes, also with delimiters, newlines and doubled quotes inside', async () => {
    const { rows } = await read('a,b\n"x,y","line\r\nbreak"\n"say ""hi""",""\n');
    expect(rows).toEqual([
      ['x,y', 'line\r\nbreak'],
      ['say "hi"', ''],
    ]);
  });

  it('skips empty lines between records of several fields', async () => {
    expect((await read('\n\r\na,b\n\n1,2\n\n\n3,4\n\n')).rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it('reads an empty line of a one-column file as an empty field', async () => {
    expect((await read('a\n1\n\n2\n')).rows).toEqual([['1'], [''], ['2']]);
  });

  it('takes off a byte-order mark', async () => {
    expect((await read('\uFEFFa,b\n1,2')).header).toEqual(['a', 'b']);
  });

  it('reads a file that is only a header', async () => {
    expect(await read('a,b')).toEqual({ header: ['a', 'b'], rows: [] });
  });

  it('reads a record that is larger than a block', async () => {
    const long = 'x'.repeat(5000);
    expect((await read(`a,b\n1,${long}\n2,y\n`, { blockBytes: 16 })).rows).toEqual([
      ['1', long],
      ['2', 'y'],
    ]);
  });

  it('gives the same records however the bytes are cut', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'é', '😀', ' '),
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { maxLength: 12 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 64 }),
        async (rows, newline, chunk, blockBytes) => {
          const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
          const content = ['h1,h2', ...rows.map((row) => row.map(quoted).join(','))].join(newline) + newline;
          expect((await read(content, { chunk, blockBytes })).rows).toEqual(rows);
        },
      ),
    );
  });
});

describe('refusing CSV', () => {
  it('names row, byte and both widths of a record that is too long or too short', async () => {
    expect(await failure('a,b\n1,2\n1,2,3\n')).toBe(
      'test.csv row 2 (byte 8): 3 fields, the header has 2; correct the row and convert again',
    );
    expect(await failure('a,b\n1,2\n\n1\n')).toContain('row 2 (byte 9): 1 field, the header has 2');
  });

  it('names the row where a quote is never closed', async () => {
    expect(await failure('a,b\n1,2\n1,"open\n3,4\n')).toContain(
      'row 2 (byte 8): a quote is opened and never closed',
    );
  });

  it('names the row of a misplaced quote', async () => {
    expect(await failure('a,b\n1,x"y\n')).toContain('row 1 (byte 4): a quote inside an unquoted field');
    expect(await failure('a,b\n1,"x"y\n')).toContain('row 1 (byte 4): text after a closing quote');
  });

  it('names the row and the byte that is not UTF-8, and the way out', async () => {
    const content = Buffer.concat([encode('a,b\n1,2\n3,'), Buffer.from([0xe9]), encode('\n5,6\n')]);
    expect(await failure(content)).toBe(
      'test.csv row 2 (byte 10): byte 0xE9 is not valid UTF-8; convert the file to UTF-8 first, ' +
        'for example: iconv -f WINDOWS-1252 -t UTF-8',
    );
  });

  it('counts rows and bytes across blocks', async () => {
    const rows = Array.from({ length: 1000 }, (_, index) => `${index},x\n`).join('');
    expect(await failure(`a,b\n${rows}oops\n`, 64)).toContain(
      `row 1,001 (byte ${(4 + rows.length).toLocaleString('en-US')})`,
    );
  });

  it('says so when there is nothing at all', async () => {
    expect(await failure('')).toContain('test.csv is empty: it has no header line; write one');
    expect(await failure('\n\n')).toContain('test.csv is empty: it has no header line; write one');
  });

  it('names the file when the header line is malformed', async () => {
    expect(await failure('a,"b\n1,2\n')).toBe(
      'test.csv: in the header line, a quote is opened and never closed; correct it and convert again',
    );
  });

  it('names the byte of a header line that is not UTF-8', async () => {
    expect(await failure(Buffer.from('a,b\xe9\n1,2\n', 'latin1'))).toContain(
      'test.csv: in the header line (byte 3), byte 0xE9 is not valid UTF-8; convert the file',
    );
  });

  it('says so when the file is UTF-16', async () => {
    expect(await failure(Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'))).toContain('test.csv is UTF-16');
  });
});

describe('the length of valid UTF-8', () => {
  it('ends at the first byte that does not fit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 8 }), (text, tail) => {
        const bytes = Buffer.concat([encode(text), Buffer.from([0xff]), tail]);
        expect(validUtf8Length(bytes)).toBe(encode(text).length);
      }),
    );
  });
});

describe('column names', () => {
  it('keeps names that are there and unique', () => {
    expect(uniqueColumnNames(['a', 'b'])).toEqual({ names: ['a', 'b'], renamed: [] });
  });

  it('names what has no name and tells repeated ones apart, and reports it', () => {
    expect(uniqueColumnNames(['a', '', 'a', 'a_2', 'a'])).toEqual({
      names: ['a', 'column1', 'a_3', 'a_2', 'a_4'],
      renamed: [
        { index: 1, from: '', to: 'column1' },
        { index: 2, from: 'a', to: 'a_3' },
        { index: 4, from: 'a', to: 'a_4' },
      ],
    });
  });
});
