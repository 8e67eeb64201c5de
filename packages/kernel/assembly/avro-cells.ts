/**
 * Cells of Avro rows (https://avro.apache.org/docs/1.12.0/specification/#binary-encoding), each in a slot of its own:
 * the cell's bytes, and its length in the last byte. A nullable column's cell begins with the branch of its union.
 */
import { LAYOUT_BOOLEANS, LAYOUT_DECIMALS, LAYOUT_DOUBLES, LAYOUT_IDS, LAYOUT_TEXT } from '../src/abi/layout';
import { Column, ENTRY_ADDRESS, ENTRY_LENGTH, entryOf } from './column';
import { MOST_SPREAD_BITS, putLongVarint, putVarint, spreadVarint, varintBytes, zigzag } from './varint';

export const SLOT_BYTES: usize = 16;
/** Within a slot: the length of the cell, or LONG + the bytes in front of a long string. */
export const SLOT_LENGTH: usize = 15;
export const LONG: u32 = 0x80;
/** Slots of long strings: branch and length first, then where the string is. */
export const SLOT_ADDRESS: usize = 6;
export const SLOT_TEXT_BYTES: usize = 10;
/** Behind the slots of a column: a string moves 16 bytes, the last ones behind its slot. */
export const STRIP_SLACK: usize = 16;
/** Longer strings do not fit a slot beside branch, length and the length of the cell. */
const LONGEST_IN_SLOT: u32 = 13;

/** The union `["null", T]`: its branches as zig-zag longs. `isValue << 1` is the right one. */
const NULL_BRANCH: u32 = 0;
const VALUE_BRANCH: u32 = 2;

/** 10^0 … 10^22: all powers of ten that float64 holds exactly. */
const POWERS: usize = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
  1e20, 1e21, 1e22,
]);

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
  store<u8>(slot, <u8>NULL_BRANCH);
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

/**
 * Puts the cells of rows [`from`, `from` + `rows`) of a batch in the slots of a strip. `cursor`: where the address of
 * the column's next value is kept. Returns the bytes of the cells.
 */
export function putCells(column: Column, cursor: usize, from: i32, rows: i32, strip: usize): u64 {
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
