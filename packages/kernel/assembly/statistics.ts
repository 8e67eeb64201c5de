/** Smallest and largest values of a page: parquet.thrift, `Statistics` and `ColumnIndex`. */
import { MOST_STATISTICS_BYTES } from '../src/abi/layout';
import { Column, ENTRY_ADDRESS, ENTRY_LENGTH, entryOf } from './column';
import { powerOfTen } from './decimal-scale';

/** Of the page at hand; `hasExtremes` is false where no value has an order, or there is none. */
export let hasExtremes: bool = false;
/** Integers, or the bits of doubles. */
export let smallest: i64 = 0;
export let largest: i64 = 0;
/** Strings: where they are. */
export let smallestText: usize = 0;
export let smallestLength: u32 = 0;
export let largestText: usize = 0;
export let largestLength: u32 = 0;

export function clearExtremes(): void {
  hasExtremes = false;
  smallestLength = 0;
  largestLength = 0;
}

export function findIntegerExtremes(values: usize, count: i32): void {
  let low = load<i64>(values);
  let high = low;
  let i = 0;
  if (count >= 4) {
    let lows = v128.load(values);
    let highs = lows;
    for (; i + 2 <= count; i += 2) {
      const pair = v128.load(values + (<usize>i << 3));
      lows = v128.bitselect(pair, lows, i64x2.lt_s(pair, lows));
      highs = v128.bitselect(pair, highs, i64x2.gt_s(pair, highs));
    }
    low = min(i64x2.extract_lane(lows, 0), i64x2.extract_lane(lows, 1));
    high = max(i64x2.extract_lane(highs, 0), i64x2.extract_lane(highs, 1));
  }
  for (; i < count; i++) {
    const value = load<i64>(values + (<usize>i << 3));
    if (value < low) low = value;
    if (value > high) high = value;
  }
  smallest = low;
  largest = high;
  hasExtremes = true;
}

/** Makes doubles of the extremes of unscaled integers. */
export function scaleExtremes(scale: i32): void {
  const divisor = <f64>powerOfTen(scale);
  smallest = reinterpret<i64>(<f64>smallest / divisor);
  largest = reinterpret<i64>(<f64>largest / divisor);
}

/** A page with a NaN has no extremes. */
export function findDoubleExtremes(values: usize, count: i32): void {
  let low = load<f64>(values);
  let high = low;
  let hasNaN = false;
  for (let i = 0; i < count; i++) {
    const value = load<f64>(values + (<usize>i << 3));
    if (value < low) low = value;
    if (value > high) high = value;
    if (value != value) hasNaN = true;
  }
  smallest = reinterpret<i64>(low);
  largest = reinterpret<i64>(high);
  hasExtremes = !hasNaN;
}

/** Of bytes that are 0 or 1. */
export function findBooleanExtremes(values: usize, count: i32): void {
  let isAnyTrue: u32 = 0;
  let areAllTrue: u32 = 1;
  for (let i = 0; i < count; i++) {
    const value = <u32>load<u8>(values + <usize>i);
    isAnyTrue |= value;
    areAllTrue &= value;
  }
  smallest = <i64>areAllTrue;
  largest = <i64>isAnyTrue;
  hasExtremes = true;
}

/** Whether string a stands before b, byte by byte without sign. Up to seven bytes behind them are read. */
function isBefore(a: usize, lengthOfA: u32, b: usize, lengthOfB: u32): bool {
  const common = min(lengthOfA, lengthOfB);
  if (common >= 8) {
    const headOfA = bswap<u64>(load<u64>(a));
    const headOfB = bswap<u64>(load<u64>(b));
    if (headOfA != headOfB) return headOfA < headOfB;
  }
  const order = memory.compare(a, b, <usize>common);
  return order == 0 ? lengthOfA < lengthOfB : order < 0;
}

@inline
function takeText(start: usize, length: u32): void {
  if (!hasExtremes) {
    hasExtremes = true;
    smallestText = start;
    smallestLength = length;
    largestText = start;
    largestLength = length;
  } else if (isBefore(start, length, smallestText, smallestLength)) {
    smallestText = start;
    smallestLength = length;
  } else if (isBefore(largestText, largestLength, start, length)) {
    largestText = start;
    largestLength = length;
  }
}

/** Of strings that stand one after the other, each behind its length. */
export function findTextExtremes(text: usize, end: usize): void {
  while (text < end) {
    const length = load<u32>(text);
    takeText(text + 4, length);
    text += 4 + <usize>length;
  }
}

/** Of the dictionary's strings that `count` ids name. `seen` is room for a byte per entry. */
export function findIdExtremes(column: Column, ids: usize, count: i32, seen: usize): void {
  const entries = column.entryCount;
  memory.fill(seen, 0, <usize>entries);
  for (const end = ids + (<usize>count << 2); ids < end; ids += 4) store<u8>(seen + <usize>load<u32>(ids), 1);
  for (let id = 0; id < entries; id++) {
    if (load<u8>(seen + <usize>id) == 0) continue;
    const entry = entryOf(column, id);
    takeText(<usize>load<u32>(entry, ENTRY_ADDRESS), load<u32>(entry, ENTRY_LENGTH));
  }
}

/** Writes the first bytes of a string; returns how many, or one more than that many where it was cut. */
export function putStatisticsText(target: usize, start: usize, length: u32): u32 {
  const most = <u32>MOST_STATISTICS_BYTES;
  memory.copy(target, start, min(length, most));
  return min(length, most + 1);
}
