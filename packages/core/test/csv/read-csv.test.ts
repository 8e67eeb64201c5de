import { describe, expect, it } from 'vitest';
import { readCsv } from '../../src/csv/read-csv.ts';
import { DEFAULT_READ_LIMITS, FAIL_AT_FIRST, plainCsv, RowLedger } from '../../src/index.ts';
import { failure, inChunks, readBack, textColumns } from './support/read-back.ts';

const rowsOf = async (...args: Parameters<typeof readBack>) => (await readBack(...args)).rows;

describe('reading CSV', () => {
  it('gives the rows after the header', async () => {
    expect(await rowsOf('a,b\n1,2\n3,4\n')).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it.each(['\n', '\r\n', '\r'])('ends records at %j, the last one with or without it', async (lineEnd) => {
    const lines = ['a,b', '1,', ',4'].join(lineEnd);
    const rows = [
      ['1', null],
      [null, '4'],
    ];
    for (const chunk of [1, 2, 3, 100]) {
      expect(await rowsOf(lines, { chunk, blockBytes: 1 })).toEqual(rows);
      expect(await rowsOf(lines + lineEnd, { chunk, blockBytes: 1 })).toEqual(rows);
    }
  });

  it('takes line ends mixed as they come', async () => {
    const { rows, places } = await readBack('a,b\r1,2\r\n3,4\n5,6\r\r\n7,8');
    expect(rows.map(([a]) => a)).toEqual(['1', '3', '5', '7']);
    expect(places.map(({ byteOffset }) => byteOffset)).toEqual([4, 9, 13, 19]);
  });

  it('undoes quotes, also with delimiters, line ends and doubled quotes inside', async () => {
    expect(await rowsOf('a,b\n"x,y","line\r\nbreak"\n"say ""hi""",""\n')).toEqual([
      ['x,y', 'line\r\nbreak'],
      ['say "hi"', null],
    ]);
  });

  it('skips empty lines between records of several fields', async () => {
    expect(await rowsOf('\n\r\na,b\n\n1,2\n\n\r\r3,4\n\n')).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it('reads each empty line of one column as null, also the first ones where there is no header', async () => {
    expect(await rowsOf('a\n1\n\n2\n', { names: ['a'] })).toEqual([['1'], [null], ['2']]);
    expect(await rowsOf('\n\n2\n', { names: ['a'], hasHeader: false })).toEqual([[null], [null], ['2']]);
  });

  it('takes off a byte-order mark, in every encoding that has one', async () => {
    const text = '\uFEFFa,b\n1,2';
    expect(await rowsOf(text, { chunk: 1 })).toEqual([['1', '2']]);
    const little = Buffer.from(text, 'utf16le');
    expect(await rowsOf(little, { chunk: 1, encoding: 'utf-16le' })).toEqual([['1', '2']]);
    expect(await rowsOf(Buffer.from(little).swap16(), { encoding: 'utf-16be' })).toEqual([['1', '2']]);
  });

  it('skips lines, empty ones and unclosed quotes included, and then comments', async () => {
    const text = '\uFEFFtitle "x\r\n\r\n# about\n\na,b\n# more\n1,2\n';
    expect(await rowsOf(text, { dialect: { skipLines: 2, comment: '#' }, chunk: 1 })).toEqual([['1', '2']]);
    expect(await rowsOf('a\nb', { hasHeader: false, dialect: { skipLines: 5 } })).toEqual([]);
  });

  it('reads comments before the first record where there is no header', async () => {
    const dialect = { comment: '#' };
    expect(await rowsOf('# é\n\n1,2\n', { hasHeader: false, dialect })).toEqual([['1', '2']]);
    const latin = Buffer.from('# \xe9\na,b\n1,2\n', 'latin1');
    expect(await rowsOf(latin, { dialect })).toEqual([['1', '2']]);
  });

  it('finds no rows where there is only a header, or nothing and no header', async () => {
    expect(await rowsOf('a,b')).toEqual([]);
    expect(await rowsOf('', { hasHeader: false })).toEqual([]);
  });

  it('reads a record that is larger than a block', async () => {
    const long = 'x'.repeat(5000);
    expect(await rowsOf(`a,b\n1,${long}\n2,y\n`, { blockBytes: 16, chunk: 7 })).toEqual([
      ['1', long],
      ['2', 'y'],
    ]);
  });

  it('ends the trailing delimiters of header and rows alike', async () => {
    const dialect = { trailingDelimiter: true };
    expect(await rowsOf('a,b,\n1,2,\n3,4\n', { dialect })).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(await rowsOf('a,\n1,\n', { dialect, names: ['a'] })).toEqual([['1']]);
  });

  it('closes the source when it is left early, even before the first block', async () => {
    for (const blocksRead of [0, 1]) {
      let isClosed = false;
      async function* source() {
        try {
          yield* inChunks(Buffer.from('a,b\n1,2\n3,4\n'), 6);
        } finally {
          isClosed = true;
        }
      }
      const blocks = await readCsv(source(), plainCsv(['a', 'b']), {
        columns: textColumns(['a', 'b']),
        ledger: new RowLedger('test.csv', FAIL_AT_FIRST),
        limits: DEFAULT_READ_LIMITS,
        invalidBytes: 'bad-row',
        newColumns: 'fail',
        blockBytes: 4,
      });
      for (let block = 0; block < blocksRead; block += 1) await blocks.next();
      await blocks.return();
      expect(isClosed).toBe(true);
    }
  });
});

describe('encodings', () => {
  it('are read as text, in names and values', async () => {
    const windows = Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0x80, 0x2c, 0xe9]);
    expect(await rowsOf(windows, { encoding: 'windows-1252' })).toEqual([['€', 'é']]);
    const utf16 = Buffer.from('a,b\n"é\n€",😀\n', 'utf16le');
    for (const chunk of [1, 3, 100]) {
      expect(await rowsOf(utf16, { encoding: 'utf-16le', chunk })).toEqual([['é\n€', '😀']]);
    }
  });

  it('leave places in the bytes of the source', async () => {
    const utf16 = Buffer.from('\uFEFFa,b\né,😀\n\n3,4\n5\n', 'utf16le');
    const { places, rejects } = await readBack(utf16, { encoding: 'utf-16le', fate: 'reject' });
    expect(places.map(({ byteOffset }) => byteOffset)).toEqual([10, 22]);
    expect(rejects).toMatchObject([{ row: 3, byteOffset: 30, raw: '5' }]);
    const windows = Buffer.from('a,b\n\x80,\xe9\n5\n', 'latin1');
    const read = await readBack(windows, { encoding: 'windows-1252', fate: 'reject' });
    expect(read.rejects).toMatchObject([{ row: 2, byteOffset: 8, raw: '5' }]);
  });
});

describe('columns', () => {
  const text = 'a,b,c\n1,"2 ""x""",3\n4,,6\n';
  const names = ['a', 'b', 'c'];

  it('come in the order of the schema, null where the source lacks one', async () => {
    const columns = textColumns(['c', 'new', 'b', 'a']);
    expect(await rowsOf(text, { names, columns })).toEqual([
      ['3', null, '2 "x"', '1'],
      ['6', null, null, '4'],
    ]);
  });

  it('that the schema lacks end the reading at their first value', async () => {
    const columns = textColumns(['a', 'c']);
    expect(await failure(text, { names, columns })).toBe(
      'test.csv row 1 (byte 6): column "b": a value in a column that the schema lacks; ' +
        'add the column to the schema, or have it widened with --on-new-column add',
    );
    expect(await rowsOf('a,b,c\n4,,6\n', { names, columns })).toEqual([['4', '6']]);
  });

  it('that the schema lacks contradict it where it is to be widened', async () => {
    const columns = textColumns(['a', 'c']);
    const reading = readBack('a,b,c\n4,,6\n1,2,3\n', { names, columns, newColumns: 'add' });
    await expect(reading).rejects.toMatchObject({ name: 'ContradictionError', row: 2, column: 'b' });
  });

  it('that the schema lacks make bad rows of those with a value, where that is asked for', async () => {
    const columns = textColumns(['c']);
    const { rows, rejects } = await readBack(text, { names, columns, newColumns: 'reject', fate: 'reject' });
    expect(rows).toEqual([]);
    expect(rejects).toMatchObject([
      { row: 1, column: 'a', raw: '1,"2 ""x""",3' },
      { row: 2, column: 'a', raw: '4,,6' },
    ]);
  });

  it('that were empty so far are contradicted by their first value, not by a bad row', async () => {
    const columns = textColumns(['a', 'b']).map((column) => ({
      ...column,
      guess: { isUnseen: true as const },
    }));
    expect(await rowsOf('a,b\n,\n,""\n', { columns })).toEqual([
      [null, null],
      [null, null],
    ]);
    const bytes = Buffer.from('a,b\n,\n\xff,1\n1,2,3\n,5\n', 'latin1');
    const reading = readBack(bytes, { columns, fate: 'reject' });
    await expect(reading).rejects.toMatchObject({ name: 'ContradictionError', row: 4, column: 'b' });
  });

  it('that the schema lacks are not forgotten over a bad row', async () => {
    const bytes = Buffer.from('a,b\n1,\xff\n1,2\n', 'latin1');
    const reading = readBack(bytes, { columns: textColumns(['a']), newColumns: 'add', fate: 'reject' });
    await expect(reading).rejects.toMatchObject({ name: 'ContradictionError', row: 2 });
  });
});
