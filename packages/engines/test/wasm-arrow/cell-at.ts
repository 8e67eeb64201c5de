import { type CellValue, type ColumnData, isValid } from '@parquetry/core';

/** A cell of a plain column as plain data. */
export function cellAt(column: ColumnData, row: number): CellValue {
  if (column.layout !== 'plain') throw new TypeError('not a plain column');
  if (!isValid(column.validity, row)) return null;
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
