import { type ChunkPages, LAST_CHUNK_FIELD, sumChunk, writeColumnMetaData } from './column-chunk.ts';
import { type FileFrame, LAST_HEAD_FIELD, ROW_GROUPS_FIELD } from './file-frame.ts';
import { writeColumnIndex, writeOffsetIndex } from './page-index.ts';
import { PageRecords } from './page-records.ts';
import { MAGIC } from './parquet-format.ts';
import type { RowGroupFacts } from './row-group.ts';
import { ThriftType, ThriftWriter } from './thrift-writer.ts';

/** Ordinals are of 16 bits, and optional. */
const LAST_ORDINAL = 0x7fff;
const CHUNK_CAPACITY = 128;
const INDEX_CAPACITY = 64;

interface GroupTotals {
  readonly rowCount: number;
  readonly plainBytes: number;
  readonly bytes: number;
  readonly offset: number;
}

/**
 * Everything behind the row groups: ColumnIndexes, OffsetIndexes, FileMetaData. It is encoded row group by row group,
 * so that what stays in memory is about as long as what will be written.
 */
export class FooterBuilder {
  readonly #frame: FileFrame;
  readonly #columnIndexes: ThriftWriter;
  readonly #offsetIndexes: ThriftWriter;
  /** ColumnChunks up to LAST_CHUNK_FIELD. */
  readonly #chunks: ThriftWriter;
  /** Where the parts of each chunk end in the three writers. */
  readonly #columnIndexEnds: number[] = [];
  readonly #offsetIndexEnds: number[] = [];
  readonly #chunkEnds: number[] = [];
  readonly #groups: GroupTotals[] = [];
  #rowCount = 0;

  constructor(frame: FileFrame) {
    const columnCount = frame.columns.length;
    this.#frame = frame;
    this.#columnIndexes = new ThriftWriter(columnCount * INDEX_CAPACITY);
    this.#offsetIndexes = new ThriftWriter(columnCount * INDEX_CAPACITY);
    this.#chunks = new ThriftWriter(columnCount * CHUNK_CAPACITY);
  }

  /** Notes a row group that begins at `startOffset` in the file. */
  add(facts: RowGroupFacts, startOffset: number): void {
    const { columns } = this.#frame;
    const records = new PageRecords(facts.records);
    let offset = startOffset;
    let plainBytes = 0;
    for (let column = 0; column < columns.length; column += 1) {
      const pages = chunkPages(facts, records, column, offset);
      const totals = sumChunk(pages, columns[column]!.kind);
      if (totals.rows !== facts.rowCount) {
        throw new Error(
          `internal error: column "${columns[column]!.name}" has pages for ${totals.rows} of ${facts.rowCount} rows`,
        );
      }
      writeColumnIndex(this.#columnIndexes, pages, columns[column]!.kind);
      writeOffsetIndex(this.#offsetIndexes, pages, offset + totals.dictionaryBytes);
      writeColumnMetaData(this.#chunks, pages, totals, this.#frame, column);
      this.#columnIndexEnds.push(this.#columnIndexes.length);
      this.#offsetIndexEnds.push(this.#offsetIndexes.length);
      this.#chunkEnds.push(this.#chunks.length);
      offset += totals.bytes;
      plainBytes += totals.plainBytes;
    }
    this.#rowCount += facts.rowCount;
    this.#groups.push({
      rowCount: facts.rowCount,
      plainBytes,
      bytes: offset - startOffset,
      offset: startOffset,
    });
  }

  /** What follows the row groups, which end at `offset`: indexes, footer, its length, magic bytes. */
  build(offset: number): Uint8Array[] {
    const columnIndexes = this.#columnIndexes.written();
    const offsetIndexes = this.#offsetIndexes.written();
    const footer = this.#footer(offset, offset + columnIndexes.length);
    return [columnIndexes, offsetIndexes, footer].filter(({ length }) => length > 0);
  }

  #footer(columnIndexesStart: number, offsetIndexesStart: number): Uint8Array {
    const { head, tail, columns } = this.#frame;
    const capacity = head.length + tail.length + this.#chunks.length + 16 * this.#chunkEnds.length + 64;
    const writer = new ThriftWriter(capacity + this.#groups.length * 64);
    writer.raw(head, 0, head.length);
    writer.continueAfter(LAST_HEAD_FIELD);
    writer.i64(3, this.#rowCount);
    writer.list(ROW_GROUPS_FIELD, ThriftType.struct, this.#groups.length);
    this.#groups.forEach((group, ordinal) => {
      writer.beginStruct();
      writer.list(1, ThriftType.struct, columns.length);
      for (let column = 0; column < columns.length; column += 1) {
        this.#writeChunk(writer, ordinal * columns.length + column, columnIndexesStart, offsetIndexesStart);
      }
      writer.i64(2, group.plainBytes);
      writer.i64(3, group.rowCount);
      writer.i64(5, group.offset);
      writer.i64(6, group.bytes);
      if (ordinal <= LAST_ORDINAL) writer.i16(7, ordinal);
      writer.endStruct();
    });
    writer.raw(tail, 0, tail.length);
    return closed(writer);
  }

  #writeChunk(
    writer: ThriftWriter,
    chunk: number,
    columnIndexesStart: number,
    offsetIndexesStart: number,
  ): void {
    const columnIndex = partOf(this.#columnIndexEnds, chunk);
    const offsetIndex = partOf(this.#offsetIndexEnds, chunk);
    const fields = partOf(this.#chunkEnds, chunk);
    writer.beginStruct();
    writer.raw(this.#chunks.buffer, fields.start, fields.end);
    writer.continueAfter(LAST_CHUNK_FIELD);
    writer.i64(4, offsetIndexesStart + offsetIndex.start);
    writer.i32(5, offsetIndex.end - offsetIndex.start);
    if (columnIndex.end > columnIndex.start) {
      writer.i64(6, columnIndexesStart + columnIndex.start);
      writer.i32(7, columnIndex.end - columnIndex.start);
    }
    writer.endStruct();
  }
}

function chunkPages(facts: RowGroupFacts, records: PageRecords, column: number, offset: number): ChunkPages {
  const { fileOrder: order, chunkStarts } = facts;
  const first = order[chunkStarts[column]!]!;
  const hasDictionary = records.isDictionary(first);
  return {
    records,
    order,
    start: chunkStarts[column]! + (hasDictionary ? 1 : 0),
    end: chunkStarts[column + 1]!,
    dictionary: hasDictionary ? first : -1,
    offset,
  };
}

function partOf(ends: readonly number[], at: number): { start: number; end: number } {
  return { start: at === 0 ? 0 : ends[at - 1]!, end: ends[at]! };
}

/** The footer with its length and the magic bytes behind it (https://parquet.apache.org/docs/file-format/). */
function closed(writer: ThriftWriter): Uint8Array {
  const { length } = writer;
  writer.raw(Uint8Array.of(length, length >>> 8, length >>> 16, length >>> 24, ...MAGIC), 0, 8);
  return writer.written();
}
