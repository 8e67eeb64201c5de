/** The batch: rows of the table that are parsed and not encoded yet. */
import { LAYOUT_IDS, LAYOUT_TEXT } from '../src/abi/layout';
import { Column } from './column';
import { beginRowGroupOfNumbers } from './number-dictionary';
import { beginBatchOf, forgetScale, isTextual, parseColumn } from './parse-columns';
import { isDictionaryFull, parseNulls } from './parse-string';
import { beginRowGroupOfStrings, forgetStrings, giveUpStrings } from './string-dictionary';
import {
  columnAt,
  columnCount,
  growText,
  mostRows,
  NO_FIELD,
  parseOrder,
  POINTER,
  unknownCount,
  unknownFields,
  unknownValidity,
  usualTextBytes,
} from './table';

/** Rows in the batch. */
export let batchRows: i32 = 0;
/** Rows of the row group before the batch. */
export let rowGroupRows: i32 = 0;
/** At most so many rows go into the batch. */
let batchLimit: i32 = 0;

/** What ended {@link appendRecords} before all records were in. */
export const STOP_NONE = 0;
/** The batch is full, or must end here: encode it, and go on. */
export const STOP_BATCH = 1;
/** The next record has a cell that does not fit its column. */
export const STOP_MISFIT = 2;
/** The next record has a string that is larger than all memory. */
export const STOP_NO_ROOM = 3;
export let stop: i32 = STOP_NONE;

/** Forgets everything that earlier files have taught: what a file becomes depends on it alone. */
export function beginFile(): void {
  batchRows = 0;
  batchLimit = mostRows;
  for (let index = 0; index < columnCount; index++) {
    const column = columnAt(index);
    if (isTextual(column)) {
      forgetStrings(column);
      column.textCapacity = usualTextBytes;
    } else forgetScale(column);
  }
  beginRowGroup();
}

export function beginRowGroup(): void {
  rowGroupRows = 0;
  for (let index = 0; index < columnCount; index++) {
    const column = columnAt(index);
    if (isTextual(column)) beginRowGroupOfStrings(column);
    else beginRowGroupOfNumbers(column);
  }
  beginBatch();
}

/** Forgets the rows of the batch, which have been encoded. */
export function beginBatch(): void {
  rowGroupRows += batchRows;
  batchRows = 0;
  for (let index = 0; index < columnCount; index++) beginBatchOf(columnAt(index));
}

export function limitBatch(rows: i32): void {
  batchLimit = min(rows, mostRows);
}

/** How many more rows fit the batch. */
export function rowsLeft(): i32 {
  return batchLimit - batchRows;
}

/** More than the cells of a column take as text in some records, each behind its length. */
function textBytesOf(column: Column, first: i32, rows: i32): u32 {
  const field = isProjected ? column.position : column.field;
  if (field == NO_FIELD) return 0;
  let bytes: u32 = <u32>rows << 2;
  let separator = separatorsOf(field, first);
  for (let row = 0; row < rows; row++, separator += <usize>width << 2) {
    bytes += load<u32>(separator) - load<u32>(separator - 4);
  }
  return bytes;
}

/** Whether memory has an end before a string of the next record does. */
let isOutOfRoom: bool = false;

/** Sees to it that the cells of some records fit every column of text; false where they are too many, or the batch has to be encoded first. */
function hasTextRoom(first: i32, rows: i32): bool {
  const bytes = bytesOf(first, rows);
  isOutOfRoom = false;
  for (let index = 0; index < columnCount; index++) {
    const column = columnAt(index);
    if (column.layout != LAYOUT_TEXT || bytes <= column.textCapacity - column.textBytes) continue;
    if (!isTextual(column)) continue;
    const own = textBytesOf(column, first, rows);
    if (own <= column.textCapacity - column.textBytes) continue;
    if (batchRows > 0 || rows > 1) return false;
    // One string is larger than what batches usually hold.
    isOutOfRoom = !growText(column, own);
    if (isOutOfRoom) return false;
  }
  return true;
}

function save(): void {
  for (let index = 0; index < columnCount; index++) {
    const column = columnAt(index);
    column.savedCount = column.valueCount;
    column.savedTextBytes = column.textBytes;
  }
}

function undo(): void {
  for (let index = 0; index < columnCount; index++) {
    const column = columnAt(index);
    column.valueCount = column.savedCount;
    column.textBytes = column.savedTextBytes;
  }
}

/** Where the records to append are, and how they are laid out. */
let index: usize = 0;
let width: i32 = 0;
let isProjected: bool = false;
let lastAdjust: u32 = 0;

@inline
function separatorsOf(field: i32, first: i32): usize {
  return index + (<usize>(first * width + field) << 2);
}

function areUnknownNull(first: i32, rows: i32): bool {
  for (let i = 0; i < unknownCount; i++) {
    const field = load<i32>(unknownFields + <usize>i * POINTER);
    const adjust = field == width - 1 ? lastAdjust : 0;
    if (!parseNulls(separatorsOf(field, first), <usize>width << 2, rows, unknownValidity, adjust)) return false;
  }
  return true;
}

/** Appends records to all columns; false when a cell does not fit, or a dictionary is full. */
function appendAll(first: i32, rows: i32): bool {
  if (!isProjected && unknownCount > 0 && !areUnknownNull(first, rows)) return false;
  const stride = <usize>width << 2;
  for (let place = parseOrder, i = 0; i < columnCount; i++, place += POINTER) {
    const column = changetype<Column>(<usize>load<u32>(place));
    const field = isProjected ? column.position : column.field;
    if (field == NO_FIELD) {
      memory.fill(column.validity + <usize>batchRows, 0, <usize>rows);
      if (!column.isNullable) return false;
      continue;
    }
    const adjust = field == width - 1 ? lastAdjust : 0;
    if (!parseColumn(column, separatorsOf(field, first), stride, rows, batchRows, adjust, rowGroupRows)) {
      if (isTextual(column) && column.layout == LAYOUT_IDS && isDictionaryFull) giveUp(column);
      return false;
    }
  }
  return true;
}

let hasGivenUp: bool = false;

function giveUp(column: Column): void {
  giveUpStrings(column);
  hasGivenUp = true;
}

/**
 * Appends records from an index of separators to the batch; returns how many are in, and says in `stop` why not all:
 * where cells do not fit, the first misfit is found by halves.
 */
export function appendRecords(
  recordIndex: usize,
  recordWidth: i32,
  records: i32,
  areProjected: bool,
  returnBytes: u32,
): i32 {
  index = recordIndex;
  width = recordWidth;
  isProjected = areProjected;
  lastAdjust = returnBytes;
  stop = STOP_NONE;
  let done = 0;
  let some = records;
  while (done < records) {
    some = min(some, records - done);
    if (some > rowsLeft()) some = rowsLeft();
    if (some == 0) return stopAt(STOP_BATCH, done);
    if (!hasTextRoom(done, some)) {
      if (some == 1) return stopAt(isOutOfRoom ? STOP_NO_ROOM : STOP_BATCH, done);
      some >>= 1;
      continue;
    }
    save();
    hasGivenUp = false;
    if (appendAll(done, some)) {
      done += some;
      batchRows += some;
      continue;
    }
    undo();
    if (hasGivenUp) {
      if (batchRows > 0) return stopAt(STOP_BATCH, done);
      beginBatch();
    } else if (some == 1) return stopAt(STOP_MISFIT, done);
    else some >>= 1;
  }
  return done;
}

function stopAt(reason: i32, done: i32): i32 {
  stop = reason;
  return done;
}

/** The most that the cells of records can take as text, each behind its length. */
function bytesOf(first: i32, rows: i32): u32 {
  const from = load<u32>(separatorsOf(0, first) - 4);
  const to = load<u32>(separatorsOf(width - 1, first + rows - 1));
  return to - from + (<u32>rows << 2);
}

