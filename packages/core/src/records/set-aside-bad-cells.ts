import { ContradictionError } from '../conversion/errors.ts';
import { cellComplaint, parseCell } from '../schema/parse-cell.ts';
import type { Column } from '../schema/table-schema.ts';
import { fieldText, type RecordBlock } from './record-block.ts';
import type { RowLedger } from './row-ledger.ts';

/**
 * The first column, in the order of the schema, whose cell in row `row` does not fit; −1 when all do. Guesses come
 * first: what a column holds must not depend on whether another cell of the row is bad.
 */
function firstBadColumn(block: RecordBlock, row: number, columns: readonly Column[]): number {
  const isBad = ({ type, nullable, guess }: Column, index: number) => {
    const value = parseCell(fieldText(block, row * block.width + index), type, guess);
    return value === undefined || (value === null && !nullable);
  };
  const contradicted = columns.findIndex((column, index) => column.guess && isBad(column, index));
  return contradicted < 0 ? columns.findIndex(isBad) : contradicted;
}

/** The given rows of a block as a block with arrays of its own. */
function keepRows(block: RecordBlock, kept: readonly number[]): RecordBlock {
  const { starts, ends, width } = block;
  const keptStarts = new Int32Array(kept.length * width);
  const keptEnds = new Int32Array(kept.length * width);
  for (const [index, row] of kept.entries()) {
    keptStarts.set(starts.subarray(row * width, (row + 1) * width), index * width);
    keptEnds.set(ends.subarray(row * width, (row + 1) * width), index * width);
  }
  return {
    ...block,
    starts: keptStarts,
    ends: keptEnds,
    rowCount: kept.length,
    place: (row) => block.place(kept[row]!),
    raw: (row) => block.raw(kept[row]!),
  };
}

/**
 * The rows of a block whose cells all fit their columns, checked cell by cell with the reference parser; the others go
 * to the ledger, each for its first bad column. For blocks that are known to hold a bad cell: it is slow.
 *
 * @throws ContradictionError at the first row with a cell that contradicts a guess; BadInputError when the ledger does.
 */
export function setAsideBadCells(
  block: RecordBlock,
  columns: readonly Column[],
  ledger: RowLedger,
): RecordBlock {
  const kept: number[] = [];
  for (let row = 0; row < block.rowCount; row += 1) {
    const index = firstBadColumn(block, row, columns);
    if (index < 0) {
      kept.push(row);
      continue;
    }
    const { name, type, guess } = columns[index]!;
    const complaint = cellComplaint(fieldText(block, row * block.width + index), type);
    const place = block.place(row);
    if (guess) throw new ContradictionError(place.row, name, complaint.reason);
    if (block.isPadded) ledger.unpad(place.row);
    ledger.reject({ ...place, column: name, ...complaint }, block.raw(row));
  }
  return keepRows(block, kept);
}
