/** Ids of https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift */

export const PageHeader = {
  type: 1,
  uncompressedPageSize: 2,
  compressedPageSize: 3,
  crc: 4,
} as const;

export const PageType = { dataPage: 0, dictionaryPage: 2 } as const;

export const CompressionCodec = { gzip: 2, zstd: 6 } as const;

export const FileMetaData = { rowGroups: 4, keyValueMetadata: 5 } as const;

export const KeyValue = { key: 1 } as const;

export const RowGroup = {
  columns: 1,
  totalByteSize: 2,
  fileOffset: 5,
  totalCompressedSize: 6,
} as const;

export const ColumnChunk = {
  metaData: 3,
  offsetIndexOffset: 4,
  offsetIndexLength: 5,
  columnIndexOffset: 6,
  columnIndexLength: 7,
} as const;

export const ColumnMetaData = {
  codec: 4,
  totalUncompressedSize: 6,
  totalCompressedSize: 7,
  dataPageOffset: 9,
  dictionaryPageOffset: 11,
  bloomFilterOffset: 14,
} as const;

export const OffsetIndex = { pageLocations: 1 } as const;

export const PageLocation = { offset: 1, compressedPageSize: 2 } as const;
