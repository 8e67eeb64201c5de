import type { RenamedColumn } from '../../csv/column-names.ts';
import type { PlainCell } from '../cell-text.ts';
import type { Newline } from '../open-csv.ts';

export interface ColumnSummary {
  readonly name: string;
  readonly type: string;
  /** As the file declares it. */
  readonly physical: string;
  readonly nullable: boolean;
  readonly nulls: number;
}

interface CommonSummary {
  readonly name: string;
  readonly bytes: number;
  readonly rows: number;
  readonly columns: readonly ColumnSummary[];
  /** The first rows, a cell per column. */
  readonly head: readonly (readonly PlainCell[])[];
}

/** Statistics as the writer left them; null where it left none. */
export interface ChunkStatistics {
  readonly min: PlainCell;
  readonly max: PlainCell;
  readonly nulls: number | null;
  readonly distinct: number | null;
}

export interface ColumnChunkSummary {
  /** Leaf column, levels joined by dots. */
  readonly path: string;
  readonly codec: string;
  readonly encodings: readonly string[];
  readonly compressedBytes: number;
  readonly uncompressedBytes: number;
  readonly values: number;
  readonly statistics: ChunkStatistics | null;
}

export interface RowGroupSummary {
  readonly rows: number;
  readonly compressedBytes: number;
  readonly uncompressedBytes: number;
  readonly columns: readonly ColumnChunkSummary[];
}

export interface ParquetSummary extends CommonSummary {
  readonly format: 'parquet';
  readonly createdBy: string | null;
  readonly footerBytes: number;
  readonly metadataKeys: readonly string[];
  readonly rowGroups: readonly RowGroupSummary[];
  /** In the notation of the Parquet tools: `message … { optional int64 … }`. */
  readonly schema: string;
}

export interface AvroSummary extends CommonSummary {
  readonly format: 'avro';
  readonly codec: string;
  readonly headerBytes: number;
  readonly metadataKeys: readonly string[];
  /** Hexadecimal. */
  readonly syncMarker: string;
  readonly blocks: {
    readonly count: number;
    /** As stored, without the framing of the blocks. */
    readonly storedBytes: number;
    readonly unpackedBytes: number;
    readonly mostRows: number;
  };
  /** The JSON value in the file. */
  readonly schema: unknown;
}

export interface CsvSummary extends CommonSummary {
  readonly format: 'csv';
  readonly delimiter: string;
  readonly quote: string;
  readonly newline: Newline;
  readonly compression: 'none' | 'gzip';
  readonly encoding: 'UTF-8' | 'UTF-8 with byte order mark';
  readonly renamed: readonly RenamedColumn[];
}

/** What `inspect` shows of a file: plain data that survives JSON. */
export type FileSummary = ParquetSummary | AvroSummary | CsvSummary;
