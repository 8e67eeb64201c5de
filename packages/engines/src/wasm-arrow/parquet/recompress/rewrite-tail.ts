import { joinFooter, splitFooter } from '../footer/file-footer.ts';
import {
  ColumnChunk,
  ColumnMetaData,
  FileMetaData,
  OffsetIndex,
  PageLocation,
  RowGroup,
} from '../footer/parquet-fields.ts';
import { readThrift } from '../thrift/read-thrift.ts';
import {
  integerField,
  structField,
  structsField,
  type ThriftStruct,
  withIntegers,
  withStructs,
} from '../thrift/thrift-value.ts';
import { writeThrift } from '../thrift/write-thrift.ts';
import type { PageMoves } from './move-pages.ts';

/** The end of a file, from behind its last page on; where it stood, and where it is to stand. */
export interface Tail {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

const totalOf = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0);

function movedMetaData(metaData: ThriftStruct, moves: PageMoves, codec: number): ThriftStruct {
  if (metaData.has(ColumnMetaData.bloomFilterOffset)) {
    throw new Error('internal error: Bloom filters cannot be moved; leave the level out');
  }
  const dataPage = integerField(metaData, ColumnMetaData.dataPageOffset)!;
  const dictionaryPage = integerField(metaData, ColumnMetaData.dictionaryPageOffset);
  const first = dictionaryPage ?? dataPage;
  const start = moves.at(first);
  const end = moves.at(first + integerField(metaData, ColumnMetaData.totalCompressedSize)!);
  const uncompressed = integerField(metaData, ColumnMetaData.totalUncompressedSize)!;
  return withIntegers(metaData, {
    [ColumnMetaData.codec]: codec,
    [ColumnMetaData.totalUncompressedSize]: uncompressed + end.headerGrowth - start.headerGrowth,
    [ColumnMetaData.totalCompressedSize]: end.offset - start.offset,
    [ColumnMetaData.dataPageOffset]: moves.at(dataPage).offset,
    ...(dictionaryPage !== undefined && { [ColumnMetaData.dictionaryPageOffset]: start.offset }),
  });
}

function movedRowGroup(group: ThriftStruct, moves: PageMoves, codec: number): ThriftStruct {
  const columns = structsField(group, RowGroup.columns).map((chunk) =>
    new Map(chunk).set(ColumnChunk.metaData, {
      type: 'struct',
      fields: movedMetaData(structField(chunk, ColumnChunk.metaData), moves, codec),
    }),
  );
  const sizes = (id: number) =>
    totalOf(columns.map((chunk) => integerField(structField(chunk, ColumnChunk.metaData), id)!));
  const fileOffset = integerField(group, RowGroup.fileOffset);
  return withIntegers(withStructs(group, RowGroup.columns, columns), {
    [RowGroup.totalByteSize]: sizes(ColumnMetaData.totalUncompressedSize),
    ...(fileOffset !== undefined && { [RowGroup.fileOffset]: moves.at(fileOffset).offset }),
    ...(group.has(RowGroup.totalCompressedSize) && {
      [RowGroup.totalCompressedSize]: sizes(ColumnMetaData.totalCompressedSize),
    }),
  });
}

function movedOffsetIndex(bytes: Uint8Array, moves: PageMoves): Uint8Array {
  const { fields } = readThrift(bytes, 0)!;
  const locations = structsField(fields, OffsetIndex.pageLocations).map((location) => {
    const from = integerField(location, PageLocation.offset)!;
    const { offset } = moves.at(from);
    const end = moves.at(from + integerField(location, PageLocation.compressedPageSize)!).offset;
    return withIntegers(location, {
      [PageLocation.offset]: offset,
      [PageLocation.compressedPageSize]: end - offset,
    });
  });
  return writeThrift(withStructs(fields, OffsetIndex.pageLocations, locations));
}

/** Writes one kind of index of every column chunk, in turn, and notes in the chunks where they are. */
class IndexWriter {
  readonly pieces: Uint8Array[] = [];
  readonly #tail: Tail;
  position: number;

  constructor(tail: Tail) {
    this.#tail = tail;
    this.position = tail.to;
  }

  write(
    groups: readonly ThriftStruct[],
    at: { readonly offset: number; readonly length: number },
    change: (index: Uint8Array) => Uint8Array,
  ): ThriftStruct[] {
    return groups.map((group) =>
      withStructs(
        group,
        RowGroup.columns,
        structsField(group, RowGroup.columns).map((chunk) => this.#writeOne(chunk, at, change)),
      ),
    );
  }

  #writeOne(
    chunk: ThriftStruct,
    at: { readonly offset: number; readonly length: number },
    change: (index: Uint8Array) => Uint8Array,
  ): ThriftStruct {
    const offset = integerField(chunk, at.offset);
    if (offset === undefined) return chunk;
    const start = offset - this.#tail.from;
    const piece = change(this.#tail.bytes.subarray(start, start + integerField(chunk, at.length)!));
    const moved = withIntegers(chunk, { [at.offset]: this.position, [at.length]: piece.length });
    this.pieces.push(piece);
    this.position += piece.length;
    return moved;
  }
}

/** Indexes and footer of a file whose pages have moved and are compressed with `codec` now. */
export function rewriteTail(tail: Tail, moves: PageMoves, codec: number): Uint8Array {
  const footer = splitFooter(tail.bytes).footer;
  const groups = structsField(footer, FileMetaData.rowGroups).map((group) =>
    movedRowGroup(group, moves, codec),
  );
  const indexes = new IndexWriter(tail);
  const columnIndex = { offset: ColumnChunk.columnIndexOffset, length: ColumnChunk.columnIndexLength };
  const offsetIndex = { offset: ColumnChunk.offsetIndexOffset, length: ColumnChunk.offsetIndexLength };
  const withColumnIndexes = indexes.write(groups, columnIndex, (index) => index);
  const withIndexes = indexes.write(withColumnIndexes, offsetIndex, (index) =>
    movedOffsetIndex(index, moves),
  );
  const rewritten = withStructs(footer, FileMetaData.rowGroups, withIndexes);
  return Buffer.concat([...indexes.pieces, joinFooter(rewritten)]);
}
