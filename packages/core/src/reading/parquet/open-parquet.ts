import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import {
  type Compressors,
  type FileMetaData,
  type ParquetParsers,
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
  type RowGroup,
} from 'hyparquet';
import { compressors as portableCompressors } from 'hyparquet-compressors';
import { BadInputError } from '../../conversion/errors.ts';
import { type ByteRange, type ObjectRef, type ObjectStore, StoreError } from '../../store/object-store.ts';
import { utf8Text } from '../foreign-values.ts';
import { findFile, type StoredFile } from '../read-range.ts';
import type { CellColumn, RowBatch, TableReading } from '../table-reading.ts';
import { type ColumnReader, columnReader, physicalSchema } from './column-reader.ts';
import { RangedFile } from './ranged-file.ts';

/** A Parquet file whose footer has been read. */
export interface ParquetReading extends TableReading {
  readonly format: 'parquet';
  readonly rowCount: number;
  readonly bytes: number;
  /**
   * The footer. Statistics are physical values: text as bytes, dates as days, timestamps in the column's unit; decimals are
   * rounded to doubles.
   */
  readonly metadata: FileMetaData;
}

const FOOTER_GUESS_BYTES = 1 << 16;
const SMALLEST_FILE_BYTES = 12;
const MAX_BATCH_ROWS = 1 << 17;

const COMPRESSORS: Compressors = {
  ...portableCompressors,
  // The portable one looks for a match behind the single token that stands for no bytes, in a page of nulls alone.
  LZ4_RAW: (input, length) => (length === 0 ? new Uint8Array() : portableCompressors.LZ4_RAW!(input, length)),
  GZIP: (input) => gunzipSync(input),
  ZSTD: (input) => zstdDecompressSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
};

const same = <T>(value: T): T => value;

const UNCONVERTED: Partial<ParquetParsers> = {
  timestampFromMilliseconds: same,
  timestampFromMicroseconds: same,
  timestampFromNanoseconds: same,
  dateFromDays: same,
  stringFromBytes: same,
  uuidFromBytes: same,
};

function textFromBytes(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  const text = utf8Text(bytes);
  if (text === undefined) throw new Error('bytes in a text column are not UTF-8');
  return text;
}

interface Footer {
  readonly metadata: FileMetaData;
  readonly rowCount: number;
  readonly readers: readonly ColumnReader[];
}

function unreadable(name: string, cause: unknown): unknown {
  if (cause instanceof StoreError || cause instanceof BadInputError) return cause;
  const { message } = cause as Error;
  return new BadInputError(`${name} cannot be read as Parquet: ${message.replace(/^parquet /, '')}`, {
    cause,
  });
}

async function readFooter(file: StoredFile, signal: AbortSignal | undefined): Promise<Footer> {
  const { name, stat } = file;
  if (stat.bytes < SMALLEST_FILE_BYTES) {
    throw new BadInputError(
      `${name} has ${stat.bytes} bytes; a Parquet file has at least ${SMALLEST_FILE_BYTES}`,
    );
  }
  try {
    const metadata = await parquetMetadataAsync(new RangedFile(file, signal), {
      initialFetchSize: FOOTER_GUESS_BYTES,
      parsers: UNCONVERTED,
      geoparquet: false,
    });
    const rowCount = Number(metadata.num_rows);
    const rowsInGroups = metadata.row_groups.reduce((rows, group) => rows + Number(group.num_rows), 0);
    if (rowsInGroups !== rowCount) {
      throw new Error(`the footer counts ${rowCount} rows and its row groups ${rowsInGroups}`);
    }
    return { metadata, rowCount, readers: parquetSchema(metadata).children.map(columnReader) };
  } catch (cause) {
    signal?.throwIfAborted();
    throw unreadable(name, cause);
  }
}

function rowGroupRange({ columns }: RowGroup): ByteRange {
  let start = Number.POSITIVE_INFINITY;
  let end = 0;
  for (const { meta_data: chunk } of columns) {
    if (chunk === undefined) throw new Error('a column chunk is encrypted or lies in another file');
    const first = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
    start = Math.min(start, first);
    end = Math.max(end, first + Number(chunk.total_compressed_size));
  }
  return { start, end };
}

async function* readRowGroups(
  file: StoredFile,
  metadata: FileMetaData,
  readers: readonly ColumnReader[],
  signal: AbortSignal | undefined,
): AsyncIterable<RowBatch> {
  const ranged = new RangedFile(file, signal);
  const scan = await parquetScan({
    file: ranged,
    metadata: { ...metadata, schema: physicalSchema(metadata.schema) },
    compressors: COMPRESSORS,
    parsers: { ...UNCONVERTED, stringFromBytes: textFromBytes },
    utf8: false,
    geoparquet: false,
    useOffsetIndex: false,
  });

  const readCells = async (reader: ColumnReader, rowStart: number, rowEnd: number): Promise<CellColumn> => {
    const { name } = reader.column;
    try {
      const values = await scan.readColumn({ column: name, rowStart, rowEnd });
      if (values.length === rowEnd - rowStart) return reader.toCells(values);
      throw new Error(`${values.length} of ${rowEnd - rowStart} rows found`);
    } catch (cause) {
      throw new Error(
        `column ${JSON.stringify(name)}, rows ${rowStart + 1}–${rowEnd}: ${(cause as Error).message}`,
        {
          cause,
        },
      );
    }
  };

  let groupStart = 0;
  for (const group of metadata.row_groups) {
    const groupEnd = groupStart + Number(group.num_rows);
    if (groupEnd > groupStart) await ranged.hold(rowGroupRange(group));
    for (const reader of readers) {
      // hyparquet decodes a nested chunk as a whole, and keeps what it read last: the slices below are then free.
      if (reader.isNested && groupEnd - groupStart > MAX_BATCH_ROWS) {
        await scan.readColumn({ column: reader.column.name, rowStart: groupStart, rowEnd: groupEnd });
      }
    }
    for (let rowStart = groupStart; rowStart < groupEnd; rowStart += MAX_BATCH_ROWS) {
      const rowEnd = Math.min(rowStart + MAX_BATCH_ROWS, groupEnd);
      const columns: CellColumn[] = [];
      for (const reader of readers) columns.push(await readCells(reader, rowStart, rowEnd));
      signal?.throwIfAborted();
      yield { rowCount: rowEnd - rowStart, columns };
    }
    groupStart = groupEnd;
  }
}

/**
 * Opens a Parquet file of any writer: the footer now, the rows later, one row group's compressed bytes and at most 131,072
 * decoded rows at a time.
 *
 * @throws StoreError when there is no such file; BadInputError, from here or from the batches, when it cannot be read.
 */
export async function openParquet(
  store: ObjectStore,
  ref: ObjectRef,
  options: { signal?: AbortSignal } = {},
): Promise<ParquetReading> {
  const file = await findFile(store, ref, options.signal);
  const { metadata, rowCount, readers } = await readFooter(file, options.signal);
  return {
    name: file.name,
    format: 'parquet',
    bytes: file.stat.bytes,
    metadata,
    columns: readers.map((reader) => reader.column),
    rowCount,
    async *batches(signal) {
      try {
        yield* readRowGroups(file, metadata, readers, signal);
      } catch (cause) {
        signal?.throwIfAborted();
        throw unreadable(file.name, cause);
      }
    },
  };
}
