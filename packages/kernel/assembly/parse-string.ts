/** Column loops for text: ids of a dictionary, or the strings themselves. */
import { LAYOUT_IDS } from '../src/abi/layout';
import { Column } from './column';
import { isQuotedEmptyNull, quote } from './dialect';
import { findId, NO_ID, probeShort } from './string-dictionary';

const MOST_SHORT: u32 = 16;
/** Up to here, copying 16 bytes at a time beats `memory.copy`, whose call costs more than the bytes. */
const MOST_COPIED_BY_HAND: u32 = 128;

/** Where strings go whose doubled quotes are undone; at least as long as the longest record. */
let undoubled: usize = 0;

export function setUpStrings(scratch: usize): void {
  undoubled = scratch;
}

/** Copies up to 15 bytes too many. */
@inline
function copyShort(target: usize, source: usize, length: u32): void {
  if (length > MOST_COPIED_BY_HAND) memory.copy(target, source, length);
  else {
    let at: usize = 0;
    do {
      v128.store(target + at, v128.load(source + at));
      at += 16;
    } while (at < <usize>length);
  }
}

/** Where the first quote is in `start … end`, or `end`. */
function firstQuote(start: usize, end: usize): usize {
  const quotes = i8x16.splat(<i8>quote);
  for (let at = start; at < end; at += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), quotes));
    if (found) return min(end, at + <usize>ctz(found));
  }
  return end;
}

/** Undoes doubled quotes into the scratch; returns where its text ends. */
function undouble(start: usize, end: usize): usize {
  let target = undoubled;
  for (let at = start; at < end; at++) {
    const byte = load<u8>(at);
    store<u8>(target, byte);
    target += 1;
    if (<u32>byte == quote) at += 1;
  }
  return target;
}

/** The text of the cell at hand, quotes undone. */
let cellStart: usize = 0;
let cellEnd: usize = 0;

/** Takes the quotes off a cell that begins with one; whether it is null then. */
function unquote(start: usize, end: usize): bool {
  cellStart = start + 1;
  cellEnd = end - 1;
  if (cellStart == cellEnd) return isQuotedEmptyNull;
  if (firstQuote(cellStart, cellEnd) == cellEnd) return false;
  cellEnd = undouble(cellStart, cellEnd);
  cellStart = undoubled;
  return false;
}

/** See the column loop contract in columns.ts. Fails at a null that does not fit, or where the dictionary is to be given up. */
export function parseStringColumn(
  column: Column,
  separators: usize,
  stride: usize,
  rows: i32,
  batchRow: i32,
  endAdjust: u32,
  rowsBefore: i32,
): bool {
  return column.layout == LAYOUT_IDS
    ? parseIds(column, separators, stride, rows, batchRow, endAdjust, rowsBefore)
    : parseText(column, separators, stride, rows, batchRow, endAdjust);
}

/** Whether the last call failed because the dictionary is to be given up. */
export let isDictionaryFull: bool = false;

function parseIds(
  column: Column,
  separators: usize,
  stride: usize,
  rows: i32,
  batchRow: i32,
  endAdjust: u32,
  rowsBefore: i32,
): bool {
  let target = column.values + (<usize>column.valueCount << 2);
  let validity = column.validity + <usize>batchRow;
  let nulls = 0;
  isDictionaryFull = false;
  for (let row = 0; row < rows; row++, separators += stride, validity++) {
    let start = <usize>load<u32>(separators - 4) + 1;
    let end = <usize>load<u32>(separators) - endAdjust;
    if (start == end) {
      store<u8>(validity, 0);
      nulls += 1;
      continue;
    }
    if (<u32>load<u8>(start) == quote) {
      if (unquote(start, end)) {
        store<u8>(validity, 0);
        nulls += 1;
        continue;
      }
      start = cellStart;
      end = cellEnd;
    }
    const length = <u32>(end - start);
    let id = length <= MOST_SHORT ? probeShort(column, start, length) : NO_ID;
    if (id == NO_ID) {
      id = findId(column, start, length, rowsBefore + row);
      if (id == NO_ID) {
        isDictionaryFull = true;
        return false;
      }
    }
    store<u32>(target, id);
    target += 4;
    store<u8>(validity, 1);
  }
  if (nulls > 0 && !column.isNullable) return false;
  column.valueCount += rows - nulls;
  return true;
}

function parseText(
  column: Column,
  separators: usize,
  stride: usize,
  rows: i32,
  batchRow: i32,
  endAdjust: u32,
): bool {
  let target = column.text + <usize>column.textBytes;
  let validity = column.validity + <usize>batchRow;
  let nulls = 0;
  isDictionaryFull = false;
  for (let row = 0; row < rows; row++, separators += stride, validity++) {
    let start = <usize>load<u32>(separators - 4) + 1;
    let end = <usize>load<u32>(separators) - endAdjust;
    if (start == end) {
      store<u8>(validity, 0);
      nulls += 1;
      continue;
    }
    if (<u32>load<u8>(start) == quote) {
      if (unquote(start, end)) {
        store<u8>(validity, 0);
        nulls += 1;
        continue;
      }
      start = cellStart;
      end = cellEnd;
    }
    const length = <u32>(end - start);
    store<u32>(target, length);
    copyShort(target + 4, start, length);
    target += 4 + <usize>length;
    store<u8>(validity, 1);
  }
  if (nulls > 0 && !column.isNullable) return false;
  column.valueCount += rows - nulls;
  column.textBytes = <u32>(target - column.text);
  return true;
}

/** Of a column that has had no value: every cell must be null. */
export function parseNulls(
  separators: usize,
  stride: usize,
  rows: i32,
  validity: usize,
  endAdjust: u32,
): bool {
  let wrong: u32 = 0;
  for (let row = 0; row < rows; row++, separators += stride) {
    const start = <usize>load<u32>(separators - 4) + 1;
    const end = <usize>load<u32>(separators) - endAdjust;
    const isQuotedNull =
      isQuotedEmptyNull && end - start == 2 && <u32>load<u8>(start) == quote;
    wrong |= <u32>(start != end && !isQuotedNull);
    store<u8>(validity + <usize>row, 0);
  }
  return wrong == 0;
}
