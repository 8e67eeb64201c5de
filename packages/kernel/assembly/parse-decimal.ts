/**
 * Column loops for numbers of up to 16 characters, without a branch per cell: the cell is loaded so that its last
 * character is the last of 16 lanes; subtracting a pattern of zeros and the dot leaves digits in all lanes; weighing
 * neighbours three times over adds them up. What is wrong with any cell is found out once, behind the loop.
 */
import { LAYOUT_INTEGERS } from '../src/abi/layout';
import { Column } from './column';
import {
  DOT,
  dotRemovals,
  HALF_WEIGHT,
  LANES,
  lastLanes,
  OCTET_WEIGHTS,
  PAIR_WEIGHTS,
  PATTERN,
  QUAD_WEIGHTS,
  SCALE_FACTORS,
  ZERO,
} from './decimal-scale';

const MINUS: u32 = 0x2d;
/** More significant digits might not be exact in a float64. */
const MOST_DIGITS: i32 = 15;
/** The number that 16 lanes of digits make, by three rounds of weighing neighbours. */
@inline
function weigh(lanes: v128, pairs: v128, quads: v128, octets: v128, half: i64): i64 {
  const low = i16x8.splat(0xff);
  let sums = i16x8.add(i16x8.mul(v128.and(lanes, low), pairs), i16x8.shr_u(lanes, 8));
  sums = i32x4.dot_i16x8_s(sums, quads);
  sums = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_u(sums, sums), octets);
  const both = i64x2.extract_lane(sums, 0);
  return (both & 0xffffffff) * half + <i64>(<u64>both >> 32);
}

/**
 * Integers (scale 0) and decimals that all have as many fraction digits as the column's scale. See the column loop
 * contract in columns.ts.
 */
export function parseFixedColumn(
  column: Column,
  separators: usize,
  stride: usize,
  rows: i32,
  batchRow: i32,
  endAdjust: u32,
): bool {
  const constants = column.decimals;
  const pattern = v128.load(constants, PATTERN);
  const pairs = v128.load(constants, PAIR_WEIGHTS);
  const quads = v128.load(constants, QUAD_WEIGHTS);
  const octets = v128.load(constants, OCTET_WEIGHTS);
  const half = load<i64>(constants, HALF_WEIGHT);
  const masks = lastLanes;
  const scale = column.scale;
  // An integer has one digit at least; a decimal its dot and fraction, and no zero before two more digits.
  const least: u32 = scale > 0 ? scale + 1 : 1;
  const withZero: u32 = scale > 0 ? scale + 2 : 1;
  const room: u32 = <u32>(column.layout == LAYOUT_INTEGERS ? LANES : scale > 0 ? LANES : MOST_DIGITS) - least;
  const nullsFit = column.isNullable != 0;

  const first = column.values + (<usize>column.valueCount << 3);
  let target = first;
  let validity = column.validity + <usize>batchRow;
  let largest = i64x2.splat(0);
  let wrong: u32 = 0;
  let valids: i32 = 0;
  for (let row = 0; row < rows; row++, separators += stride) {
    const start = load<u32>(separators - 4) + 1;
    const end = load<u32>(separators) - endAdjust;
    const head = <u32>load<u16>(start);
    const negative = <u32>((head & 0xff) == MINUS);
    const length: u32 = end - start - negative;
    const valid = <u32>(end != start);
    const isZeroFirst = <u32>(((head >> (negative << 3)) & 0xff) == ZERO) & <u32>(length > withZero);
    const digits = v128.and(
      v128.xor(v128.load(end - 16), pattern),
      v128.load(masks + <usize>(length & 31)),
    );
    largest = i8x16.max_u(largest, digits);
    const magnitude = weigh(digits, pairs, quads, octets, half);
    wrong |= (<u32>(length - least > room) | isZeroFirst | (negative & <u32>(magnitude == 0))) & valid;
    const sign = <i64>negative;
    store<i64>(target, (magnitude ^ -sign) + sign);
    target += <usize>valid << 3;
    store<u8>(validity, <u8>valid);
    validity++;
    valids += <i32>valid;
  }
  // Where the dot stands, nothing but a dot gives zero; a slash, say, would give one.
  const allowed = v128.andnot(i8x16.splat(9), i8x16.eq(pattern, i8x16.splat(<i8>DOT)));
  if (wrong || v128.any_true(i8x16.gt_u(largest, allowed))) return false;
  if (valids != rows && !nullsFit) return false;
  column.valueCount += valids;
  return true;
}

/** Decimals with any number of fraction digits up to the column's scale, and integers among them. */
export function parseVariableColumn(
  column: Column,
  separators: usize,
  stride: usize,
  rows: i32,
  batchRow: i32,
  endAdjust: u32,
): bool {
  const pattern = i8x16.splat(<i8>ZERO);
  const pairs = i16x8.splat(10);
  const quads = i16x8(100, 1, 100, 1, 100, 1, 100, 1);
  const octets = i16x8(10000, 1, 10000, 1, 10000, 1, 10000, 1);
  const dots = i8x16.splat(<i8>(DOT ^ ZERO));
  const masks = lastLanes;
  const removals = dotRemovals;
  const factors = column.decimals + SCALE_FACTORS;
  // Scaled up, no more digits than a float64 holds exactly.
  const most: u32 = <u32>(MOST_DIGITS - column.scale);
  const nullsFit = column.isNullable != 0;

  const first = column.values + (<usize>column.valueCount << 3);
  let target = first;
  let validity = column.validity + <usize>batchRow;
  let largest = i64x2.splat(0);
  let wrong: u32 = 0;
  let valids: i32 = 0;
  for (let row = 0; row < rows; row++, separators += stride) {
    const start = load<u32>(separators - 4) + 1;
    const end = load<u32>(separators) - endAdjust;
    const head = <u32>load<u16>(start);
    const negative = <u32>((head & 0xff) == MINUS);
    const length: u32 = end - start - negative;
    const valid = <u32>(end != start);
    let digits = v128.and(
      v128.xor(v128.load(end - 16), pattern),
      v128.load(masks + <usize>(length & 31)),
    );
    const dot = <u32>ctz(<u32>i8x16.bitmask(i8x16.eq(digits, dots)) | 0x10000);
    digits = i8x16.swizzle(digits, v128.load(removals + (<usize>dot << 4)));
    largest = i8x16.max_u(largest, digits);
    // Characters before the dot, or all of them.
    const fraction = dot == 16 ? 0 : 16 - dot;
    const whole = length - fraction;
    const isZeroFirst = <u32>(((head >> (negative << 3)) & 0xff) == ZERO) & <u32>(whole > 1);
    const factor = load<i64>(factors + (<usize>dot << 3));
    const magnitude = weigh(digits, pairs, quads, octets, 100000000) * factor;
    const isNothing = <u32>(length - 1 > 15) | <u32>(whole > most) | <u32>(length == 1) & <u32>(fraction == 1);
    wrong |= (isNothing | isZeroFirst | <u32>(factor == 0) | (negative & <u32>(magnitude == 0))) & valid;
    const sign = <i64>negative;
    store<i64>(target, (magnitude ^ -sign) + sign);
    target += <usize>valid << 3;
    store<u8>(validity, <u8>valid);
    validity++;
    valids += <i32>valid;
  }
  if (wrong || v128.any_true(i8x16.gt_u(largest, i8x16.splat(9)))) return false;
  if (valids != rows && !nullsFit) return false;
  column.valueCount += valids;
  return true;
}
