import type { CellValue, PlainColumn } from '@parquetry/core';

/** A cell of a column as plain data. */
export function cellAt(column: PlainColumn, row: number): CellValue {
  const { validity } = column;
  if (validity !== undefined && ((validity[row >> 3]! >> (row & 7)) & 1) === 0) return null;
  switch (column.kind) {
    case 'boolean':
      return ((column.bits[row >> 3]! >> (row & 7)) & 1) === 1;
    case 'string': {
      const { bytes, offsets } = column.strings;
      return Buffer.from(bytes.subarray(offsets[row], offsets[row + 1])).toString('utf8');
    }
    default:
      return column.values[row]!;
  }
}
