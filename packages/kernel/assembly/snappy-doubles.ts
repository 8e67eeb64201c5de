/** Doubles as a snappy stream of nothing but literals: they go straight from the values to their place. */
import { LAYOUT_DECIMALS } from '../src/abi/layout';
import { Column } from './column';
import { spreadDecimals } from './decimal-scale';
import { putVarint } from './varint';

/** Tag of a literal whose length, less one, follows in two bytes. */
const LONG_LITERAL: u8 = 61 << 2;
/** So that a literal has at most 64 KB. */
const VALUES_PER_LITERAL = 8192;

function putLiteralTag(target: usize, length: u32): usize {
  store<u8>(target, LONG_LITERAL);
  store<u16>(target, <u16>(length - 1), 1);
  return target + 3;
}

/** A page of levels and all values of a column, decimals as doubles; returns the bytes of the stream. */
export function putSnappyDoubles(column: Column, levels: usize, levelBytes: u32, target: usize): u32 {
  const count = column.valueCount;
  let at = putVarint(target, levelBytes + (<u32>count << 3));
  if (levelBytes > 0) {
    at = putLiteralTag(at, levelBytes);
    memory.copy(at, levels, levelBytes);
    at += levelBytes;
  }
  for (let first = 0; first < count; first += VALUES_PER_LITERAL) {
    const some = min(VALUES_PER_LITERAL, count - first);
    const bytes = <u32>some << 3;
    const values = column.values + (<usize>first << 3);
    at = putLiteralTag(at, bytes);
    if (column.layout == LAYOUT_DECIMALS) spreadDecimals(values, some, column.scale, at);
    else memory.copy(at, values, bytes);
    at += bytes;
  }
  return <u32>(at - target);
}
