/** From CSV bytes to the batch: a block at a time is scanned, checked and parsed, so that it stays in the nearest cache. */
import { appendRecords, STOP_BATCH, STOP_NONE, stop } from './batch';
import { allocate } from './memory';
import { countGoodRecords, returnBytes } from './records';
import { isIndexFull, isOdd, scanCsv, scannedRecords } from './scan-csv';
import { isUtf8 } from './utf8';

/** Small enough to stay in the first-level cache beside its index, columns and constants. */
const BLOCK_BYTES: usize = 16384;

/** The window is used up, but for a record that has not ended in it. */
const NEEDS_INPUT = 0;
/** The batch is full. */
const BATCH_IS_FULL = 1;
/** The record at the cursor is for the host: it is malformed, has a cell that does not fit, or is written unusually. */
const IS_ODD = 2;

let index: usize = 0;
let indexEnd: usize = 0;
let width: i32 = 0;
let cursor: usize = 0;
let windowEnd: usize = 0;

/** Where the record starts that comes next. */
export function cursorOf(): usize {
  return cursor;
}

/** For records of `fields` fields. The index holds one of them at least, and all separators of a block. */
export function setUpCsv(fields: i32): void {
  width = fields;
  const entries = max(<usize>fields * 2, BLOCK_BYTES) + 256;
  // One entry stands in front of the first: the byte before the first field.
  index = allocate((entries << 2) + 64) + 64;
  indexEnd = index + (entries << 2);
}

/** The bytes to read: from the start of a record on. 64 readable bytes are before and behind them. */
export function readFrom(start: usize, end: usize): void {
  cursor = start;
  windowEnd = end;
}

/** Reads records into the batch until something ends it: NEEDS_INPUT, BATCH_IS_FULL or IS_ODD. */
export function readCsv(): i32 {
  let blockBytes = BLOCK_BYTES;
  while (cursor < windowEnd) {
    const end = min(cursor + blockBytes, windowEnd);
    const separators = scanCsv(cursor, end, index, indexEnd);
    const records = countGoodRecords(index, separators, width);
    if (records == 0) {
      const isUnfinished = !isOdd && !isIndexFull && scannedRecords == 0 && separators < width;
      if (!isUnfinished) return IS_ODD;
      if (end == windowEnd) return NEEDS_INPUT;
      blockBytes <<= 1;
      continue;
    }
    const recordsEnd = <usize>load<u32>(index + (<usize>(records * width - 1) << 2)) + 1;
    if (!isUtf8(cursor, recordsEnd)) return IS_ODD;
    const done = appendRecords(index, width, records, false, returnBytes);
    if (done > 0) cursor = <usize>load<u32>(index + (<usize>(done * width - 1) << 2)) + 1;
    if (stop != STOP_NONE) return stop == STOP_BATCH ? BATCH_IS_FULL : IS_ODD;
    blockBytes = BLOCK_BYTES;
  }
  return NEEDS_INPUT;
}
