/**
 * Rows in Avro binary (https://avro.apache.org/docs/1.12.0/specification/#binary-encoding) from the columns of a batch.
 *
 * A few rows at a time, column by column, every cell becomes a slot of equal size that ends with the cell's length.
 * Then the slots of each row go to the target, one behind the other: 16 bytes move, as many as the length says stay.
 * So each kind of cell has a loop of its own, and rows are written in order.
 */
import {
  LAYOUT_BOOLEANS,
  LAYOUT_DECIMALS,
  LAYOUT_DOUBLES,
  LAYOUT_IDS,
  LAYOUT_TEXT,
} from '../src/abi/layout';
import { Column, ENTRY_ADDRESS, ENTRY_LENGTH, entryOf } from './column';
import { allocate } from './memory';
import { MOST_SPREAD_BITS, putLongVarint, putVarint, spreadVarint, varintBytes, zigzag } from './varint';

/** The union `["null", T]`: the branch of values, as zig-zag long. That of null is 0. */
const VALUE_BRANCH: u32 = 2;

const SLOT_BYTES: usize = 16;
/** Within a slot: the length of the cell, or LONG + the bytes in front of a long string. */
const SLOT_LENGTH: usize = 15;
/** Slots of long strings: branch and length first, then where the string is. */
const SLOT_ADDRESS: usize = 6;
const SLOT_TEXT_BYTES: usize = 10;
const LONG: u32 = 0x80;
/** Longer strings do not fit a slot beside branch and length. */
const LONGEST_IN_SLOT: u32 = 13;

/** Slots at a time: what stays in the nearest cache. */
const SLOTS: i32 = 1024;
const MOST_ROWS: i32 = 64;
const FEWEST_ROWS: i32 = 8;
/** Behind the slots of a column: strings move 16 bytes into the slot and beyond. */
const STRIP_SLACK: usize = 16;

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

/** 10^0 … 10^22: all powers of ten that float64 holds exactly. */
const POWERS: usize = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
  1e20, 1e21, 1e22,
]);

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

// ---- cells to slots: each returns the bytes that its cells take

/** Integers of any kind: Avro's int and long have the same bytes. */
function putIntegers(column: Column, cursor: usize, from: i32, rows: i32, strip: usize): u64 {
  const lead = <u32>column.isNullable;
  let value = <usize>load<u32>(cursor);
  let validity = column.validity + from;
  let total: u64 = 0;
  for (let slot = strip, end = strip + <usize>rows * SLOT_BYTES; slot < end; slot += SLOT_BYTES) {
    const isValue = <u32>load<u8>(validity++);
    const bits = zigzag(load<i64>(value));
    let bytes = varintBytes(bits);
    store<u8>(slot, <u8>(isValue << 1));
    if (bits >> MOST_SPREAD_BITS) putLongVarint(slot + lead, bits);
    else store<u64>(slot + lead, spreadVarint(bits, bytes));
    bytes = lead + (bytes & (0 - isValue));
    store<u8>(slot, <u8>bytes, SLOT_LENGTH);
    total += bytes;
    value += isValue << 3;
  }
  store<u32>(cursor, <u32>value);
  return total;
}

/** Doubles, or integers that are to be divided by a power of ten. Inlined, so that each has a loop of its own. */
// @ts-ignore: decorator
@inline
function putNumbers(column: Column, cursor: usize, from: i32, rows: i32, strip: usize, isDecimal: bool): u64 {
  const lead = <u32>column.isNullable;
  const divisor = isDecimal ? load<f64>(POWERS + (<usize>column.scale << 3)) : 1;
  let value = <usize>load<u32>(cursor);
  const first = value;
  let validity = column.validity + from;
  for (let slot = strip, end = strip + <usize>rows * SLOT_BYTES; slot < end; slot += SLOT_BYTES) {
    const isValue = <u32>load<u8>(validity++);
    store<u8>(slot, <u8>(isValue << 1));
    store<f64>(slot + lead, isDecimal ? <f64>load<i64>(value) / divisor : load<f64>(value));
    store<u8>(slot, <u8>(lead + (isValue << 3)), SLOT_LENGTH);
    value += isValue << 3;
  }
  store<u32>(cursor, <u32>value);
  return lead * rows + <u32>(value - first);
}

function putDecimals(column: Column, cursor: usize, from: i32, rows: i32, strip: usize): u64 {
  return putNumbers(column, cursor, from, rows, strip, true);
}

function putDoubles(column: Column, cursor: usize, from: i32, rows: i32, strip: usize): u64 {
  return putNumbers(column, cursor, from, rows, strip, false);
}

function putBooleans(column: Column, cursor: usize, from: i32, rows: i32, strip: usize): u64 {
  const lead = <u32>column.isNullable;
  let value = <usize>load<u32>(cursor);
  const first = value;
  let validity = column.validity + from;
  for (let slot = strip, end = strip + <usize>rows * SLOT_BYTES; slot < end; slot += SLOT_BYTES) {
    const isValue = <u32>load<u8>(validity++);
    store<u8>(slot, <u8>(isValue << 1));
    store<u8>(slot + lead, load<u8>(value) & <u8>isValue);
    store<u8>(slot, <u8>(lead + isValue), SLOT_LENGTH);
    value += isValue;
  }
  store<u32>(cursor, <u32>value);
  return lead * rows + <u32>(value - first);
}

/** A string of which the first 16 bytes are in `start`; returns the bytes of the cell. */
// @ts-ignore: decorator
@inline
function putString(slot: usize, lead: u32, start: v128, address: usize, length: u32): u32 {
  store<u8>(slot, <u8>VALUE_BRANCH);
  if (length <= LONGEST_IN_SLOT) {
    const bytes = lead + 1 + length;
    store<u8>(slot + lead, <u8>(length << 1));
    v128.store(slot + lead, start, 1);
    store<u8>(slot, <u8>bytes, SLOT_LENGTH);
    return bytes;
  }
  const front = <u32>(putVarint(slot + lead, length << 1) - slot);
  store<u32>(slot, <u32>address, SLOT_ADDRESS);
  store<u32>(slot, length, SLOT_TEXT_BYTES);
  store<u8>(slot, <u8>(LONG | front), SLOT_LENGTH);
  return front + length;
}

function putNull(slot: usize): u32 {
  store<u8>(slot, 0);
  store<u8>(slot, 1, SLOT_LENGTH);
  return 1;
}

function putIds(column: Column, cursor: usize, from: i32, rows: i32, strip: usize): u64 {
  const lead = <u32>column.isNullable;
  let value = <usize>load<u32>(cursor);
  let validity = column.validity + from;
  let total: u64 = 0;
  for (let slot = strip, end = strip + <usize>rows * SLOT_BYTES; slot < end; slot += SLOT_BYTES) {
    if (load<u8>(validity++)) {
      const entry = entryOf(column, load<u32>(value));
      value += 4;
      const length = load<u32>(entry, ENTRY_LENGTH);
      total += putString(slot, lead, v128.load(entry), load<u32>(entry, ENTRY_ADDRESS), length);
    } else total += putNull(slot);
  }
  store<u32>(cursor, <u32>value);
  return total;
}

function putText(column: Column, cursor: usize, from: i32, rows: i32, strip: usize): u64 {
  const lead = <u32>column.isNullable;
  let value = <usize>load<u32>(cursor);
  let validity = column.validity + from;
  let total: u64 = 0;
  for (let slot = strip, end = strip + <usize>rows * SLOT_BYTES; slot < end; slot += SLOT_BYTES) {
    if (load<u8>(validity++)) {
      const length = load<u32>(value);
      total += putString(slot, lead, v128.load(value, 4), value + 4, length);
      value += 4 + length;
    } else total += putNull(slot);
  }
  store<u32>(cursor, <u32>value);
  return total;
}

function putCells(column: Column, cursor: usize, from: i32, rows: i32, strip: usize): u64 {
  switch (column.layout) {
    case LAYOUT_TEXT:
      return putText(column, cursor, from, rows, strip);
    case LAYOUT_IDS:
      return putIds(column, cursor, from, rows, strip);
    case LAYOUT_BOOLEANS:
      return putBooleans(column, cursor, from, rows, strip);
    case LAYOUT_DOUBLES:
      return putDoubles(column, cursor, from, rows, strip);
    case LAYOUT_DECIMALS:
      return putDecimals(column, cursor, from, rows, strip);
    default:
      return putIntegers(column, cursor, from, rows, strip);
  }
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
