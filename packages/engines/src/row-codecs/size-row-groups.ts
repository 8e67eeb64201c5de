interface Bounds {
  readonly cells: number;
  readonly leastRows: number;
  readonly mostRows: number;
}

/** parquetjs-lite keeps the distinct values of a row group, and an object per string of a page, until it is written. */
const ROW_GROUP: Bounds = { cells: 1 << 21, leastRows: 1 << 12, mostRows: 1 << 16 };
const PAGE: Bounds = { cells: 1 << 18, leastRows: 1 << 9, mostRows: 1 << 13 };

const rowsWithin = ({ cells, leastRows, mostRows }: Bounds, columns: number) =>
  Math.min(mostRows, Math.max(leastRows, Math.floor(cells / columns)));

/** Rows per row group and per page, fewer where a row has many columns; a group has at most `rowGroupRows`. */
export const parquetSizes = (columns: number, rowGroupRows = Number.POSITIVE_INFINITY) => ({
  rowGroupSize: Math.min(rowGroupRows, rowsWithin(ROW_GROUP, columns)),
  pageSize: Math.min(rowGroupRows, rowsWithin(PAGE, columns)),
});
