import { describe, expect, it } from 'vitest';
import { KIND_INT64, KIND_STRING, PAGE_COLUMN, PAGE_HEADER_BYTES, PAGE_ROWS } from '../src/abi/layout.ts';
import { prepareFrame } from '../src/parquet/file-frame.ts';
import { ParquetFileWriter } from '../src/parquet/file-writer.ts';
import { type KernelPages, PageRecords } from '../src/parquet/page-records.ts';
import { assembleRowGroup } from '../src/parquet/row-group.ts';
import { makePages } from './parquet-made-pages.ts';

const columns = [
  { name: 'n', kind: KIND_INT64, isNullable: false },
  { name: 's', kind: KIND_STRING, isNullable: true },
] as const;

const dictionary = ['a', 'b'];
const twoBatches = [
  { column: 0, cells: [1n, 2n] },
  { column: 1, cells: ['a', 'b'], dictionary },
  { column: 0, cells: [3n] },
  { column: 1, cells: ['b'], dictionary },
];

function patched(pages: KernelPages, page: number, field: number, value: number): KernelPages {
  new DataView(pages.memory).setUint32(pages.recordsAddress + 192 * page + field, value, true);
  return pages;
}

describe('a row group', () => {
  it('has the pages of a column side by side, the dictionary in front', () => {
    const { facts } = assembleRowGroup(makePages(columns, twoBatches), 2);
    const records = new PageRecords(facts.records);
    const order = [...facts.fileOrder].map(
      (page) => `${records.column(page)}${records.isDictionary(page) ? 'd' : records.rows(page)}`,
    );
    expect(order).toEqual(['02', '01', '1d', '12', '11']);
    expect([...facts.chunkStarts]).toEqual([0, 2, 5]);
    expect(facts.rowCount).toBe(3);
  });

  it('is as long as its pieces', () => {
    const { facts, pieces } = assembleRowGroup(makePages(columns, twoBatches), 2);
    expect(facts.byteLength).toBe(Buffer.concat(pieces).length);
  });

  it('gives views of linear memory, not copies', () => {
    const pages = makePages(columns, twoBatches);
    const { pieces } = assembleRowGroup(pages, 2);
    expect(pieces.every((piece) => piece.buffer === pages.memory)).toBe(true);
  });

  it('keeps its facts when the kernel goes on', () => {
    const pages = makePages(columns, twoBatches);
    const { facts } = assembleRowGroup(pages, 2);
    const before = facts.records.slice();
    new Uint8Array(pages.memory).fill(0xff);
    expect(facts.records).toEqual(before);
  });

  it('with a column that has no page is refused', () => {
    expect(() => assembleRowGroup(makePages(columns, twoBatches.slice(0, 1)), 2)).toThrow(
      'column 1 has no page in this row group',
    );
  });

  it('with a page of an unknown column is refused', () => {
    const pages = patched(makePages(columns, twoBatches), 2, PAGE_COLUMN, 7);
    expect(() => assembleRowGroup(pages, 2)).toThrow('page 2 is of column 7, the file has 2');
  });

  it('with a page that has no header, and nobody to compress it, is refused', () => {
    const pages = patched(makePages(columns, twoBatches), 1, PAGE_HEADER_BYTES, 0);
    expect(() => assembleRowGroup(pages, 2)).toThrow('page 1 has no header');
  });

  it('with a page that has a header before it is compressed is refused', () => {
    expect(() => assembleRowGroup(makePages(columns, twoBatches), 2, (page) => page)).toThrow(
      'page 0 has a header before it is compressed',
    );
  });

  it('whose columns differ in their rows is refused by name', () => {
    const writer = new ParquetFileWriter(prepareFrame({ columns, codec: 'none', createdBy: 'x' }));
    const pages = patched(makePages(columns, twoBatches), 1, PAGE_ROWS, 9);
    expect(() => writer.rowGroup(pages)).toThrow('column "s" has pages for 10 of 3 rows');
  });
});
