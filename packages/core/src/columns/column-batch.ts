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

export type PlainColumn =
  | {
      readonly layout: 'plain';
      readonly kind: 'boolean';
      readonly validity: Validity;
      readonly bits: Uint8Array;
    }
  | {
      readonly layout: 'plain';
      readonly kind: 'int64' | 'timestamp';
      readonly validity: Validity;
      readonly values: BigInt64Array;
    }
  | {
      readonly layout: 'plain';
      readonly kind: 'float64';
      readonly validity: Validity;
      readonly values: Float64Array;
    }
  | {
      readonly layout: 'plain';
      readonly kind: 'date';
      readonly validity: Validity;
      readonly values: Int32Array;
    }
  | {
      readonly layout: 'plain';
      readonly kind: 'string';
      readonly validity: Validity;
      readonly strings: StringValues;
    };

/** Strings stored once each; row `i` holds string `indices[i]` of `dictionary`. */
export interface DictionaryColumn {
  readonly layout: 'dictionary';
  readonly kind: 'string';
  readonly validity: Validity;
  readonly indices: Int32Array;
  readonly dictionary: StringValues;
}

export type ColumnData = PlainColumn | DictionaryColumn;

/** Rows `firstRow … firstRow + rowCount` of a table; `columns[c]` belongs to `schema.columns[c]`. */
export interface ColumnBatch {
  readonly schema: TableSchema;
  readonly firstRow: number;
  readonly rowCount: number;
  readonly columns: readonly ColumnData[];
}

export function isValid(validity: Validity, row: number): boolean {
  return validity === undefined || ((validity[row >> 3]! >> (row & 7)) & 1) === 1;
}
