/**
 * Rows in Avro binary (https://avro.apache.org/docs/1.12.0/specification/#binary-encoding) from the columns of a batch.
 *
 * A few rows at a time, column by column, every cell becomes a slot of equal size that ends with the cell's length.
 * Then the slots of each row go to the target, one behind the other: 16 bytes move, as many as the length says stay.
 * So each kind of cell has a loop of its own, and rows are written in order.
 */
import { LAYOUT_TEXT } from '../src/abi/layout';
import { LONG, putCells, SLOT_ADDRESS, SLOT_BYTES, SLOT_LENGTH, SLOT_TEXT_BYTES, STRIP_SLACK } from './avro-cells';
import { Column } from './column';
import { allocate } from './memory';

/** Slots at a time: what stays in the nearest cache. */
const SLOTS: i32 = 1024;
const MOST_ROWS: i32 = 64;
const FEWEST_ROWS: i32 = 8;

/** Shorter strings move 16 bytes at a time: cheaper than calling memory.copy. */
const SHORT_COPY_BYTES: u32 = 256;

/** Rows in slots at a time, and the distance of columns there. */
let mostSlotRows: i32 = 0;
let stripBytes: usize = 0;
let slots: usize = 0;
/** For each column, where its next value is. */
let cursors: usize = 0;

let isBatchNew: bool = true;
/** The rows that are in slots, and the next one to write. */
let slotStart: i32 = 0;
let slotEnd: i32 = 0;
let nextRow: i32 = 0;

/** Once after freeAll(): room for tables of so many columns. */
export function setUpAvro(columnCount: i32): void {
  mostSlotRows = max(FEWEST_ROWS, min(MOST_ROWS, SLOTS / max(1, columnCount)));
  stripBytes = <usize>mostSlotRows * SLOT_BYTES + STRIP_SLACK;
  slots = allocate(<usize>columnCount * stripBytes);
  cursors = allocate(<usize>columnCount << 2);
  beginAvroBatch();
}

/** The columns hold new values: the next row to encode is the first one. */
export function beginAvroBatch(): void {
  isBatchNew = true;
  slotStart = 0;
  slotEnd = 0;
  nextRow = 0;
}

// @ts-ignore: decorator
@inline
function columnAt(columns: usize, index: i32): Column {
  return changetype<Column>(<usize>load<u32>(columns + (<usize>index << 2)));
}

function startCursors(columns: usize, columnCount: i32): void {
  for (let index = 0; index < columnCount; index++) {
    const column = columnAt(columns, index);
    const start = column.layout == LAYOUT_TEXT ? column.text : column.values;
    store<u32>(cursors + (<usize>index << 2), <u32>start);
  }
  isBatchNew = false;
}

/** Puts the next rows in slots; returns the bytes that they take. */
function fillSlots(columns: usize, columnCount: i32, from: i32, to: i32): u64 {
  if (isBatchNew) startCursors(columns, columnCount);
  const rows = min(mostSlotRows, to - from);
  let total: u64 = 0;
  let strip = slots;
  for (let index = 0; index < columnCount; index++) {
    total += putCells(columnAt(columns, index), cursors + (<usize>index << 2), from, rows, strip);
    strip += stripBytes;
  }
  slotStart = from;
  slotEnd = from + rows;
  return total;
}

// ---- slots to rows

/** A string and what stands in front of it; moves up to 15 bytes more. */
function copyLong(target: usize, slot: usize, front: usize): usize {
  const length = load<u32>(slot, SLOT_TEXT_BYTES);
  const source = <usize>load<u32>(slot, SLOT_ADDRESS);
  store<u64>(target, load<u64>(slot));
  const start = target + front;
  if (length > SHORT_COPY_BYTES) memory.copy(start, source, length);
  else for (let byte: usize = 0; byte < length; byte += 16) v128.store(start + byte, v128.load(source + byte));
  return start + length;
}

/** Writes one row; returns the address behind it. */
// @ts-ignore: decorator
@inline
function writeRow(columnCount: i32, row: i32, target: usize): usize {
  let slot = slots + <usize>(row - slotStart) * SLOT_BYTES;
  let at = target;
  for (let index = 0; index < columnCount; index++) {
    const bytes = <u32>load<u8>(slot, SLOT_LENGTH);
    v128.store(at, v128.load(slot));
    if (bytes < LONG) at += bytes;
    else at = copyLong(at, slot, bytes & ~LONG);
    slot += stripBytes;
  }
  return at;
}

function slotRowBytes(columnCount: i32, row: i32): u64 {
  let slot = slots + <usize>(row - slotStart) * SLOT_BYTES;
  let total: u64 = 0;
  for (let index = 0; index < columnCount; index++) {
    const bytes = <u32>load<u8>(slot, SLOT_LENGTH);
    total += bytes & ~LONG;
    if (bytes >= LONG) total += load<u32>(slot, SLOT_TEXT_BYTES);
    slot += stripBytes;
  }
  return total;
}

/**
 * Writes rows from `fromRow` on to `target`, as many as are before `toRow` and fit whole in `capacity` bytes; returns the
 * address behind the last one. {@link nextAvroRow} tells how far it came, {@link nextAvroRowBytes} what the next row
 * would have needed. `columns`: the addresses of the columns, four bytes each. The rows of a batch are taken in order:
 * `fromRow` is where the call before stopped, 0 after {@link beginAvroBatch}. Up to 64 bytes behind `capacity` change.
 */
export function encodeAvroRows(
  columns: usize,
  columnCount: i32,
  fromRow: i32,
  toRow: i32,
  target: usize,
  capacity: u32,
): usize {
  const end = <u64>target + capacity;
  let at = target;
  let row = fromRow;
  while (row < toRow) {
    let isWhole = false;
    if (row == slotEnd) isWhole = <u64>at + fillSlots(columns, columnCount, row, toRow) <= end;
    for (const stop = min(slotEnd, toRow); row < stop; row++) {
      if (!isWhole && <u64>at + slotRowBytes(columnCount, row) > end) {
        nextRow = row;
        return at;
      }
      at = writeRow(columnCount, row, at);
    }
  }
  nextRow = row;
  return at;
}

/** The first row that the last call did not take. */
export function nextAvroRow(): i32 {
  return nextRow;
}

/** Bytes of {@link nextAvroRow}, 2^32 − 1 for more; only where it is before the `toRow` of that call. */
export function nextAvroRowBytes(columnCount: i32): u32 {
  return <u32>min(slotRowBytes(columnCount, nextRow), <u64>u32.MAX_VALUE);
}
