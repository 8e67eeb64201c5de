/** Which of the scanned records are as wide as the table, with line ends of one kind. */
import { scannedRecords } from './scan-csv';

const LINE_FEED: u32 = 0x0a;
const CARRIAGE_RETURN: u32 = 0x0d;

/** Bytes of a carriage return in front of the line feed of each of the good records. */
export let returnBytes: u32 = 0;

@inline
function returnBefore(separator: u32): u32 {
  return <u32>(load<u8>(<usize>separator - 1) == CARRIAGE_RETURN);
}

/** Exactly how many records have the right width, where some do not. */
function countWideOnes(index: usize, count: i32, width: i32): i32 {
  let good: i32 = 0;
  for (let first = 0; first + width <= count; first += width) {
    for (let field = 0; field < width; field++) {
      const isFeed = load<u8>(load<u32>(index + (<usize>(first + field) << 2))) == LINE_FEED;
      if (isFeed != (field == width - 1)) return good;
    }
    good += 1;
  }
  return good;
}

/** A record of one column without a character is an empty line. */
function countNotEmpty(index: usize, records: i32): i32 {
  for (let record = 0; record < records; record++) {
    const separator = index + (<usize>record << 2);
    if (load<u32>(separator) - returnBytes == load<u32>(separator - 4) + 1) return record;
  }
  return records;
}

/**
 * The number of leading records that are good. Of as many line feeds as records, each stands where a record of `width`
 * fields ends: then there is none anywhere else, and no other separator needs to be looked at.
 */
export function countGoodRecords(index: usize, count: i32, width: i32): i32 {
  let records = scannedRecords;
  const stride = <usize>width << 2;
  // Wide enough, the product has more than 32 bits.
  if (<i64>records * <i64>width > <i64>count) records = countWideOnes(index, count, width);
  if (records == 0) return 0;
  let end = index + stride - 4;
  returnBytes = returnBefore(load<u32>(end));
  let wrong: u32 = 0;
  for (let record = 0; record < records; record++, end += stride) {
    const separator = load<u32>(end);
    wrong |= (<u32>load<u8>(separator) ^ LINE_FEED) | (returnBefore(separator) ^ returnBytes);
  }
  if (wrong != 0) {
    records = min(records, countWideOnes(index, count, width));
    end = index + stride - 4;
    for (let record = 0; record < records; record++, end += stride) {
      if (returnBefore(load<u32>(end)) != returnBytes) records = record;
    }
  }
  return width == 1 ? countNotEmpty(index, records) : records;
}
