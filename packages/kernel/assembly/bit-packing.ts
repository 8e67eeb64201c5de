/**
 * The RLE / bit-packing hybrid of definition levels and dictionary indices
 * (https://parquet.apache.org/docs/file-format/data-pages/encodings/#run-length-encoding--bit-packing-hybrid-rle--3).
 */
import { putVarint } from './varint';

/** Shorter runs are cheaper among the packed values around them. */
const SHORTEST_RUN = 16;
/** Up to this width, four values fit 64 bits beside seven bits that are left over. */
const MOST_BITS_OF_FOUR: u32 = 14;

/** Bits of the largest index into `count` entries. */
export function bitWidth(count: u32): u32 {
  return count <= 1 ? 0 : 32 - clz(count - 1);
}

/** Packs `count` values of four bytes, filled up to a multiple of eight by whatever lies behind them. */
function pack(source: usize, count: i32, width: u32, target: usize): usize {
  const end = source + (<usize>((count + 7) & ~7) << 2);
  const bits = <u64>width;
  let pending: u64 = 0;
  let pendingBits: u64 = 0;
  if (width <= MOST_BITS_OF_FOUR) {
    for (; source < end; source += 16) {
      const four =
        <u64>load<u32>(source) |
        (<u64>load<u32>(source, 4) << bits) |
        (<u64>load<u32>(source, 8) << (2 * bits)) |
        (<u64>load<u32>(source, 12) << (3 * bits));
      pending |= four << pendingBits;
      pendingBits += 4 * bits;
      store<u64>(target, pending);
      target += <usize>(pendingBits >> 3);
      pending >>= pendingBits & ~7;
      pendingBits &= 7;
    }
  } else {
    for (; source < end; source += 8) {
      const two = <u64>load<u32>(source) | (<u64>load<u32>(source, 4) << bits);
      pending |= two << pendingBits;
      pendingBits += 2 * bits;
      store<u64>(target, pending);
      target += <usize>(pendingBits >> 3);
      pending >>= pendingBits & ~7;
      pendingBits &= 7;
    }
  }
  return target;
}

function putPacked(source: usize, count: i32, width: u32, target: usize): usize {
  if (count == 0) return target;
  return pack(source, count, width, putVarint(target, (<u32>((count + 7) >> 3) << 1) | 1));
}

function putRun(value: u32, count: i32, width: u32, target: usize): usize {
  target = putVarint(target, <u32>count << 1);
  store<u32>(target, value);
  return target + ((width + 7) >> 3);
}

function countEqualNeighbours(source: usize, count: i32): i32 {
  let sums = i32x4.splat(0);
  for (let i = 0; i + 5 <= count; i += 4) {
    const at = source + (<usize>i << 2);
    sums = i32x4.sub(sums, i32x4.eq(v128.load(at), v128.load(at, 4)));
  }
  return (
    i32x4.extract_lane(sums, 0) +
    i32x4.extract_lane(sums, 1) +
    i32x4.extract_lane(sums, 2) +
    i32x4.extract_lane(sums, 3)
  );
}

/**
 * Writes `count` values of four bytes each as runs and packed groups; returns the end. The 32 bytes behind the values
 * are written over.
 */
export function putHybrid(source: usize, count: i32, width: u32, target: usize): usize {
  const end = source + (<usize>count << 2);
  v128.store(end, i32x4.splat(0));
  v128.store(end, i32x4.splat(0), 16);
  if (count < SHORTEST_RUN || countEqualNeighbours(source, count) < count >> 1) {
    return putPacked(source, count, width, target);
  }
  let packedFrom = 0;
  for (let at = 0; at < count; ) {
    const value = load<u32>(source + (<usize>at << 2));
    let runEnd = at + 1;
    while (runEnd < count && load<u32>(source + (<usize>runEnd << 2)) == value) runEnd += 1;
    // Packed values come in groups of eight: a run lends its first values to the group before it.
    const runStart = at + (-(at - packedFrom) & 7);
    if (runEnd - runStart >= SHORTEST_RUN) {
      target = putPacked(source + (<usize>packedFrom << 2), runStart - packedFrom, width, target);
      target = putRun(value, runEnd - runStart, width, target);
      packedFrom = runEnd;
    }
    at = runEnd;
  }
  return putPacked(source + (<usize>packedFrom << 2), count - packedFrom, width, target);
}

/**
 * Definition levels of a nullable column without nesting, behind their length: one bit per row. `validity` has a byte
 * per row, 1 or 0, and 16 more bytes may be written behind it.
 */
export function putLevels(validity: usize, rows: i32, values: i32, target: usize): usize {
  let end = target + 4;
  if (values == rows || values == 0) end = putRun(values == 0 ? 0 : 1, rows, 1, end);
  else {
    end = putVarint(end, (<u32>((rows + 7) >> 3) << 1) | 1);
    v128.store(validity + <usize>rows, i64x2.splat(0));
    putBits(validity, rows, end);
    end += <usize>((rows + 7) >> 3);
  }
  store<u32>(target, <u32>(end - target - 4));
  return end;
}

/** One bit for each byte that is 1; a 16 bytes' worth too many may be written. */
export function putBits(bytes: usize, count: i32, target: usize): void {
  const one = i8x16.splat(1);
  for (let i = 0; i < count; i += 16) {
    store<u16>(target + <usize>(i >> 3), <u16>i8x16.bitmask(i8x16.eq(v128.load(bytes + <usize>i), one)));
  }
}
