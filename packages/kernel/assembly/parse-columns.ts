/**
 * Column loops: each takes the cells of one column, record by record, and appends their values to the batch.
 *
 * `separators`: the index entry behind the column's cell in the first record; that of the next record is `stride` bytes
 * further. A cell begins behind the separator before it and ends `endAdjust` bytes before its own. A loop adds to
 * `valueCount` when all cells fit, or returns false and leaves the column as it was.
 */
import {
  KIND_BOOLEAN,
  KIND_DATE,
  KIND_FLOAT64,
  KIND_INT64,
  KIND_STRING,
  KIND_UNSEEN,
  LAYOUT_BOOLEANS,
  LAYOUT_DECIMALS,
  LAYOUT_DOUBLES,
  LAYOUT_IDS,
  LAYOUT_INTEGERS,
  LAYOUT_TEXT,
} from '../src/abi/layout';
import { parseBooleanColumn } from './cells/boolean';
import { parseDateColumn } from './cells/date';
import { parseDoubleColumn } from './cells/float64';
import { parseIntegerColumnSlowly } from './cells/integer';
import { parseTimestampColumn } from './cells/timestamp';
import { Column, DICTIONARY_IN_USE } from './column';
import { MOST_SCALE, setScale, spreadDecimals, widestScale } from './decimal-scale';
import { parseFixedColumn, parseVariableColumn } from './parse-decimal';
import { parseNulls, parseStringColumn } from './parse-string';

/** The first rows of a batch say how many fraction digits to expect. */
const LOOKED_AT: i32 = 64;
const UNKNOWN_SCALE: i32 = -1;

export function isTextual(column: Column): bool {
  return column.kind == KIND_STRING;
}

/** Once for each column. */
export function setUpColumn(column: Column): void {
  if (column.kind == KIND_FLOAT64 || column.kind == KIND_INT64) setScale(column, 0);
  forgetScale(column);
}

/** Lets the next cells say how many fraction digits the column has. */
export function forgetScale(column: Column): void {
  if (column.kind == KIND_FLOAT64) column.scale = UNKNOWN_SCALE;
}

/** Makes a column ready for the next batch. */
export function beginBatchOf(column: Column): void {
  column.valueCount = 0;
  column.textBytes = 0;
  column.isScaleVaried = 0;
  if (column.kind == KIND_BOOLEAN) column.layout = LAYOUT_BOOLEANS;
  else if (column.kind == KIND_FLOAT64) column.layout = LAYOUT_DECIMALS;
  else if (column.kind == KIND_STRING) {
    column.layout = column.dictionaryState == DICTIONARY_IN_USE ? LAYOUT_IDS : LAYOUT_TEXT;
  } else column.layout = column.kind == KIND_UNSEEN ? LAYOUT_TEXT : LAYOUT_INTEGERS;
}

/** Tries the scale that these cells want, where nothing in the batch stands in its way. */
function hasRescaled(column: Column, separators: usize, stride: usize, rows: i32, endAdjust: u32): bool {
  if (column.valueCount > 0) return false;
  const wanted = widestScale(separators, stride, rows, endAdjust);
  if (wanted <= column.scale || wanted > MOST_SCALE) return false;
  setScale(column, wanted);
  return true;
}

function parseDecimals(
  column: Column,
  separators: usize,
  stride: usize,
  rows: i32,
  batchRow: i32,
  endAdjust: u32,
): bool {
  if (column.scale == UNKNOWN_SCALE) {
    const wanted = widestScale(separators, stride, min(rows, LOOKED_AT), endAdjust);
    setScale(column, max(0, min(wanted, MOST_SCALE)));
  }
  if (!column.isScaleVaried) {
    if (parseFixedColumn(column, separators, stride, rows, batchRow, endAdjust)) return true;
  }
  let isParsed = parseVariableColumn(column, separators, stride, rows, batchRow, endAdjust);
  if (!isParsed && hasRescaled(column, separators, stride, rows, endAdjust)) {
    isParsed = parseVariableColumn(column, separators, stride, rows, batchRow, endAdjust);
  }
  if (isParsed) column.isScaleVaried = 1;
  return isParsed;
}

/** Decimals while all cells are; doubles from the first that is not, until the batch ends. */
function parseFloats(
  column: Column,
  separators: usize,
  stride: usize,
  rows: i32,
  batchRow: i32,
  endAdjust: u32,
): bool {
  const isDecimal = column.layout == LAYOUT_DECIMALS;
  if (isDecimal && parseDecimals(column, separators, stride, rows, batchRow, endAdjust)) return true;
  const before = column.valueCount;
  if (!parseDoubleColumn(column, separators, stride, rows, batchRow, endAdjust)) return false;
  if (isDecimal) {
    spreadDecimals(column.values, before, column.scale, column.values);
    column.layout = LAYOUT_DOUBLES;
  }
  return true;
}

/** Appends the cells of a column that the source has; `rowsBefore`: rows of the row group before this batch. */
export function parseColumn(
  column: Column,
  separators: usize,
  stride: usize,
  rows: i32,
  batchRow: i32,
  endAdjust: u32,
  rowsBefore: i32,
): bool {
  switch (column.kind) {
    case KIND_STRING:
      return parseStringColumn(column, separators, stride, rows, batchRow, endAdjust, rowsBefore + batchRow);
    case KIND_FLOAT64:
      return parseFloats(column, separators, stride, rows, batchRow, endAdjust);
    case KIND_INT64:
      return (
        parseFixedColumn(column, separators, stride, rows, batchRow, endAdjust) ||
        parseIntegerColumnSlowly(column, separators, stride, rows, batchRow, endAdjust)
      );
    case KIND_BOOLEAN:
      return parseBooleanColumn(column, separators, stride, rows, batchRow, endAdjust);
    case KIND_DATE:
      return parseDateColumn(column, separators, stride, rows, batchRow, endAdjust);
    case KIND_UNSEEN:
      return parseNulls(separators, stride, rows, column.validity + <usize>batchRow, endAdjust);
    default:
      return parseTimestampColumn(column, separators, stride, rows, batchRow, endAdjust);
  }
}
