import type { Advice, Finding } from '../../conversion/detection.ts';
import type { Compression } from '../../conversion/open-source.ts';
import type { SourceFormat } from '../../conversion/source-format.ts';
import type { RenamedColumn } from '../../csv/column-names.ts';
import type { PlainCell } from '../cell-text.ts';
import type { BadRows } from '../open-records.ts';

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

/** Of CSV and JSON; `rows` are the good ones. */
export interface TextSummary extends CommonSummary {
  readonly format: 'csv' | 'json';
  readonly source: SourceFormat;
  readonly compression: Compression;
  /** How the format was found out, part by part. */
  readonly findings: readonly Finding[];
  /** What is out of place in the source as a whole. */
  readonly advice?: Advice;
  readonly renamed: readonly RenamedColumn[];
  readonly badRows: BadRows;
}

/** What `inspect` shows of a file: plain data that survives JSON. */
export type FileSummary = ParquetSummary | AvroSummary | TextSummary;
