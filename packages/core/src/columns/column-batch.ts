/**
 * Columns of cells in the layouts of the Arrow columnar format, as plain typed arrays
 * (https://arrow.apache.org/docs/format/Columnar.html), so that encoders share buffers instead of copying them.
 */
import type { TableSchema } from '../schema/table-schema.ts';

/** UTF-8 strings: string `i` is `bytes[offsets[i] … offsets[i + 1])`. */
export interface StringValues {
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/** One bit per row, least significant first; a set bit means the cell holds a value. Absent: no cell is null. */
export type Validity = Uint8Array | undefined;

/** The cells of one column. Days count from 1970-01-01, timestamps are microseconds. */
export type PlainColumn =
  | {
      readonly kind: 'boolean';
      readonly validity: Validity;
      readonly bits: Uint8Array;
    }
  | {
      readonly kind: 'int64' | 'timestamp';
      readonly validity: Validity;
      readonly values: BigInt64Array;
    }
  | {
      readonly kind: 'float64';
      readonly validity: Validity;
      readonly values: Float64Array;
    }
  | {
      readonly kind: 'date';
      readonly validity: Validity;
      readonly values: Int32Array;
    }
  | {
      readonly kind: 'string';
      readonly validity: Validity;
      readonly strings: StringValues;
    };

/** Rows `firstRow … firstRow + rowCount` of a table; `columns[c]` belongs to `schema.columns[c]`. */
export interface ColumnBatch {
  readonly schema: TableSchema;
  readonly firstRow: number;
  readonly rowCount: number;
  readonly columns: readonly PlainColumn[];
}
