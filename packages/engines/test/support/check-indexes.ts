import type { CellValue } from '@parquetry/core';
import {
  type ColumnChunk,
  type ColumnIndex,
  readColumnIndex,
  readOffsetIndex,
  type SchemaElement,
} from 'hyparquet';
import { readThrift } from '../../src/wasm-arrow/parquet/thrift/read-thrift.ts';
import { writeThrift } from '../../src/wasm-arrow/parquet/thrift/write-thrift.ts';
import type { ReadTable } from './read-table.ts';
import { hyparquetLeaves, hyparquetMetadata } from './readers/hyparquet.ts';

type Ordered = Exclude<CellValue, null> | Uint8Array;

const rawStrings = {
  dateFromDays: (days: number) => days,
  timestampFromMicroseconds: (micros: bigint) => micros,
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes,
};

function compare(a: Ordered, b: Ordered): number {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

const comparable = (value: Exclude<CellValue, null>): Ordered =>
  typeof value === 'string' ? Buffer.from(value) : value;

const pieceOf = (file: Uint8Array, offset: bigint | undefined, length: number | undefined) =>
  new Uint8Array(file.subarray(Number(offset), Number(offset) + length!));

const readerOf = (bytes: Uint8Array) => ({
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
  offset: 0,
});

/** A page of nulls has empty bounds, which hyparquet takes for numbers that are cut short. */
function withFilledBounds(index: Uint8Array): Uint8Array {
  const fields = new Map(readThrift(index, 0)!.fields);
  for (const id of [2, 3]) {
    const bounds = fields.get(id);
    if (bounds?.type !== 'list') throw new Error('a column index without bounds');
    const values = bounds.values.map((bound) =>
      bound.type === 'binary' && bound.value.length === 0 ? { ...bound, value: new Uint8Array(8) } : bound,
    );
    fields.set(id, { ...bounds, values });
  }
  return writeThrift(fields);
}

function wrongOrder(order: string | undefined, bounds: readonly Ordered[]): boolean {
  const signs = bounds.slice(1).map((bound, at) => compare(bounds[at]!, bound));
  if (order === 'ASCENDING') return signs.some((sign) => sign > 0);
  return order === 'DESCENDING' && signs.some((sign) => sign < 0);
}

/** What the indexes of one column chunk say of its pages. */
interface ChunkIndexes {
  readonly ranges: readonly { readonly start: number; readonly end: number }[];
  readonly column: ColumnIndex | undefined;
  readonly misplaced: readonly string[];
}

function readIndexes(file: Uint8Array, chunk: ColumnChunk, leaf: SchemaElement, rows: number): ChunkIndexes {
  const { page_locations: locations } = readOffsetIndex(
    readerOf(pieceOf(file, chunk.offset_index_offset, chunk.offset_index_length)),
  );
  const meta = chunk.meta_data!;
  const first = Number(meta.dictionary_page_offset ?? meta.data_page_offset);
  const misplaced = locations[0]!.offset === meta.data_page_offset ? [] : ['the first page is elsewhere'];
  const ranges = locations.map((location, page) => {
    const next = locations[page + 1];
    const end = Number(location.offset) + location.compressed_page_size;
    const expected = next ? Number(next.offset) : first + Number(meta.total_compressed_size);
    if (end !== expected) misplaced.push(`page ${page} ends at ${end}, not at ${expected}`);
    return { start: Number(location.first_row_index), end: Number(next?.first_row_index ?? rows) };
  });
  if (chunk.column_index_offset === undefined) return { ranges, misplaced, column: undefined };
  const stored = pieceOf(file, chunk.column_index_offset, chunk.column_index_length);
  const bounds = leaf.type === 'BYTE_ARRAY' ? stored : withFilledBounds(stored);
  return { ranges, misplaced, column: readColumnIndex(readerOf(bounds), leaf, rawStrings as never) };
}

/** What is wrong with the bounds of pages, given each one's cells. */
function wrongBounds(pages: readonly (readonly CellValue[])[], index: ColumnIndex): string[] {
  const wrong: string[] = [];
  const values = pages.map((cells) => cells.filter((cell) => cell !== null));
  const isNull = values.map((some) => some.length === 0);
  const known = (bounds: readonly unknown[]) => bounds.filter((_, page) => !isNull[page]) as Ordered[];
  for (const [page, some] of values.entries()) {
    const complain = (what: string) => wrong.push(`page ${page} ${what}`);
    const nulls = pages[page]!.length - some.length;
    if (Number(index.null_counts?.[page]) !== nulls) complain(`has ${nulls} nulls`);
    if (index.null_pages[page] !== isNull[page]) complain('is or is not all null');
    for (const value of some) {
      if (Number.isNaN(value)) continue;
      if (compare(comparable(value), index.min_values[page] as Ordered) < 0) complain(`holds less: ${value}`);
      if (compare(comparable(value), index.max_values[page] as Ordered) > 0) complain(`holds more: ${value}`);
    }
  }
  if (wrongOrder(index.boundary_order, known(index.min_values))) wrong.push('the minima have another order');
  if (wrongOrder(index.boundary_order, known(index.max_values))) wrong.push('the maxima have another order');
  return wrong;
}

/**
 * How many pages a file has, and every statement of its page indexes that the data contradicts. A column index may be
 * absent where a page has a NaN: bounds are then those of the other values, or there are none.
 */
export function checkIndexes(file: Uint8Array, table: ReadTable): { pages: number; wrong: string[] } {
  const metadata = hyparquetMetadata(file);
  const leaves = hyparquetLeaves(metadata);
  const wrong: string[] = [];
  let pageCount = 0;
  let groupStart = 0;
  for (const [group, { columns, num_rows: rows }] of metadata.row_groups.entries()) {
    for (const [at, chunk] of columns.entries()) {
      const leaf = leaves[at]!;
      const { ranges, column, misplaced } = readIndexes(file, chunk, leaf, Number(rows));
      const cells = table.columns[at]!.values.slice(groupStart, groupStart + Number(rows));
      const pages = ranges.map(({ start, end }) => cells.slice(start, end));
      const missing = pages.some((page) => page.some(Number.isNaN)) ? [] : ['no column index'];
      const found = [...misplaced, ...(column ? wrongBounds(pages, column) : missing)];
      wrong.push(...found.map((what) => `row group ${group}, column ${leaf.name}: ${what}`));
      pageCount += ranges.length;
    }
    groupStart += Number(rows);
  }
  return { pages: pageCount, wrong };
}
