import { pageHeader } from './page-header.ts';
import { type KernelPages, PageRecords } from './page-records.ts';

/** Compresses the content of a page as the file's codec wants it; the result does not alias the page. */
export type PageCompressor = (content: Uint8Array) => Uint8Array;

/**
 * What the footer and the indexes need to know of a row group: plain data that crosses threads. Nothing in it depends
 * on where in a file the row group stands.
 */
export interface RowGroupFacts {
  readonly rowCount: number;
  /** Of all pages with their headers, as they are in the file. */
  readonly byteLength: number;
  /** The kernel's notes (PAGE_RECORD_BYTES each) in the order in which pages were made, sizes as in the file. */
  readonly records: Uint8Array<ArrayBuffer>;
  /** Places of the records, in the order of the file. */
  readonly fileOrder: Int32Array<ArrayBuffer>;
  /** Column `c` has the pages `fileOrder[chunkStarts[c]] … fileOrder[chunkStarts[c + 1] - 1]`. */
  readonly chunkStarts: Int32Array<ArrayBuffer>;
}

/** A row group, ready to be written. */
export interface AssembledRowGroup {
  readonly facts: RowGroupFacts;
  /** Its bytes in the order of the file: views of linear memory, which the kernel's next call may overwrite. */
  readonly pieces: readonly Uint8Array[];
}

const fault = (what: string) => new Error(`internal error: ${what}`);

/**
 * Puts the pages of a row group into the order of the file: column by column, of each the dictionary first. Pages
 * without a header are compressed by `compress` and get one.
 */
export function assembleRowGroup(
  pages: KernelPages,
  columnCount: number,
  compress?: PageCompressor,
): AssembledRowGroup {
  const records = PageRecords.copyOf(pages);
  const chunkStarts = countPages(records, columnCount);
  const fileOrder = orderPages(records, chunkStarts);
  const { pieces, byteLength } = gatherPieces(pages.memory, records, fileOrder, compress);
  const rowCount = rowsOfColumn(records, fileOrder, chunkStarts[1]!);
  return { facts: { rowCount, byteLength, records: records.bytes, fileOrder, chunkStarts }, pieces };
}

/** How the chunks divide the pages, once they stand in the file's order. */
function countPages(records: PageRecords, columnCount: number): Int32Array<ArrayBuffer> {
  const starts = new Int32Array(columnCount + 1);
  for (let page = 0; page < records.count; page += 1) {
    const column = records.column(page);
    if (column >= columnCount)
      throw fault(`page ${page} is of column ${column}, the file has ${columnCount}`);
    starts[column + 1]! += 1;
  }
  for (let column = 0; column < columnCount; column += 1) {
    if (starts[column + 1] === 0) throw fault(`column ${column} has no page in this row group`);
    starts[column + 1]! += starts[column]!;
  }
  return starts;
}

function orderPages(records: PageRecords, chunkStarts: Int32Array): Int32Array<ArrayBuffer> {
  const order = new Int32Array(records.count);
  const next = chunkStarts.slice();
  const place = (isDictionary: boolean) => {
    for (let page = 0; page < records.count; page += 1) {
      if (records.isDictionary(page) === isDictionary) order[next[records.column(page)]!++] = page;
    }
  };
  place(true);
  place(false);
  return order;
}

function rowsOfColumn(records: PageRecords, fileOrder: Int32Array, end: number): number {
  let rows = 0;
  for (let at = 0; at < end; at += 1) {
    const page = fileOrder[at]!;
    if (!records.isDictionary(page)) rows += records.rows(page);
  }
  return rows;
}

interface Pieces {
  readonly pieces: readonly Uint8Array[];
  readonly byteLength: number;
}

/** Compresses what has to be, notes its sizes, and gives the pages in the order of the file. */
function gatherPieces(
  memory: ArrayBufferLike,
  records: PageRecords,
  fileOrder: Int32Array,
  compress: PageCompressor | undefined,
): Pieces {
  const pieces: Uint8Array[] = [];
  let byteLength = 0;
  for (const page of fileOrder) {
    const hasHeader = records.headerBytes(page) > 0;
    if (hasHeader === (compress !== undefined)) {
      throw fault(`page ${page} ${hasHeader ? 'has a header before it is compressed' : 'has no header'}`);
    }
    const length = records.headerBytes(page) + records.contentBytes(page);
    const made = new Uint8Array(memory, records.address(page), length);
    if (compress) {
      const content = compress(made);
      const header = pageHeader(records, page, content.length);
      records.setSizes(page, header.length, content.length);
      pieces.push(header, content);
    } else pieces.push(made);
    byteLength += records.headerBytes(page) + records.contentBytes(page);
  }
  return { pieces, byteLength };
}
