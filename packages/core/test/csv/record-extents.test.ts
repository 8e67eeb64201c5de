import { describe, expect, it } from 'vitest';
import { nextLine, withoutLineEnd } from '../../src/csv/record-extents.ts';
import { readBack } from './support/read-back.ts';

describe('a record starts', () => {
  const csv = 'a,b\n1,x\n"2",y\n"3 ""three""",z\n\n"",w\n,"5"\n';
  const records = ['1,x', '"2",y', '"3 ""three""",z', '"",w', ',"5"'];
  const places = records.map((raw, index) => ({ row: index + 1, byteOffset: csv.indexOf(raw), raw }));

  it('at its opening quote, if it has one, and ends before its line end', async () => {
    expect((await readBack(csv)).places).toEqual(places);
    expect((await readBack(csv, { nulls: ['2', '5'] })).places).toEqual(places);
  });

  it('at the same byte wherever blocks are cut', async () => {
    expect((await readBack(csv, { blockBytes: 8 })).places).toEqual(places);
  });

  it('after the comments and blanks before it, and ends before those after it', async () => {
    const text = 'a,b\n 1 , 2 \n # no\n"3", "4"\t\n\n';
    const { places: found } = await readBack(text, { dialect: { comment: '#', trim: true } });
    expect(found).toEqual([
      { row: 1, byteOffset: 5, raw: '1 , 2 ' },
      { row: 2, byteOffset: 18, raw: '"3", "4"\t' },
    ]);
  });

  it('at the quote of its dialect', async () => {
    const { places: found } = await readBack("a;b\n'1';x\n", {
      dialect: { delimiter: ';', quote: "'", escape: "'" },
    });
    expect(found).toMatchObject([{ byteOffset: 4 }]);
  });
});

describe('a line ends', () => {
  it('after LF, CRLF or CR; after a CR at the end of the bytes that cannot be told yet', () => {
    const ends = (text: string, isLast: boolean) => nextLine(Buffer.from(text), 1, isLast);
    expect(['ab\nc', 'ab\r\nc', 'ab\rc', 'ab\r', 'ab'].map((text) => ends(text, false))).toEqual([
      3,
      4,
      3,
      undefined,
      undefined,
    ]);
    expect(['ab\r', 'ab\r\n', 'ab'].map((text) => ends(text, true))).toEqual([3, 4, 2]);
  });

  it('with one line end, not with those before it', () => {
    expect(
      ['a\n', 'a\r\n', 'a\r', 'a', '\n\n', '\n\r', ''].map((text) =>
        withoutLineEnd(Buffer.from(text), text.length),
      ),
    ).toEqual([1, 1, 1, 1, 1, 1, 0]);
  });
});
