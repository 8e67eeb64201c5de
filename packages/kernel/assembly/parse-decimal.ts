/**
 * Column loops for numbers of up to 16 characters, without a branch per cell: the cell is loaded so that its last
 * character is the last of 16 lanes; subtracting a pattern of zeros and the dot leaves digits in all lanes; weighing
 * neighbours three times over adds them up. What is wrong with any cell is found out once, behind the loop.
 */
import { LAYOUT_DECIMALS, LAYOUT_INTEGERS } from '../src/abi/layout';
import { Column } from './column';
import { allocate, allocateZeroed } from './memory';

const MINUS: u32 = 0x2d;
const ZERO: u32 = 0x30;
const DOT: u32 = 0x2e;
const LANES: i32 = 16;
const NO_DOT: i32 = 16;
/** More significant digits might not be exact in a float64. */
const MOST_DIGITS: i32 = 15;
/** The largest scale that leaves room for a digit and the dot in front of it. */
export const MOST_SCALE: i32 = 14;

// Where the constants of a column's scale stand in `Column.decimals`.
const PATTERN: usize = 0;
const PAIR_WEIGHTS: usize = 16;
const QUAD_WEIGHTS: usize = 32;
const OCTET_WEIGHTS: usize = 48;
const HALF_WEIGHT: usize = 64;
const SCALE_FACTORS: usize = 72;
const CONSTANTS_BYTES: usize = SCALE_FACTORS + 17 * 8;

/** For each length, lanes of which the last `length` are set: 16 zeros before 16 ones. */
let lastLanes: usize = 0;
/** For each place of a dot, what moves the lanes before it one to the right. */
let dotRemovals: usize = 0;
let powersOfTen: usize = 0;

export function setUpDecimals(): void {
  lastLanes = allocate(64);
  memory.fill(lastLanes, 0, 16);
  memory.fill(lastLanes + 16, 0xff, 48);
  dotRemovals = allocate(17 * 16);
  for (let dot = 0; dot <= NO_DOT; dot++) {
    for (let lane = 0; lane < LANES; lane++) {
      const from = dot == NO_DOT || lane > dot ? lane : lane - 1;
      store<u8>(dotRemovals + <usize>(dot * 16 + lane), <u8>(from < 0 ? 0xff : from));
    }
  }
  powersOfTen = allocate(19 * 8);
  let power: i64 = 1;
  for (let exponent = 0; exponent < 19; exponent++) {
    store<i64>(powersOfTen + (<usize>exponent << 3), power);
    power *= 10;
  }
}

/** 10^exponent, up to 18. */
export function powerOfTen(exponent: i32): i64 {
  return load<i64>(powersOfTen + (<usize>exponent << 3));
}

/** Weights by which a dot at a lane counts as no digit; the dot of `scale` fraction digits is at lane 15 − scale. */
export function setScale(column: Column, scale: i32): void {
  if (column.decimals == 0) column.decimals = allocateZeroed(CONSTANTS_BYTES);
  column.scale = scale;
  const at = column.decimals;
  const dot = scale > 0 ? 15 - scale : 99;
  for (let lane = 0; lane < LANES; lane++) {
    store<u8>(at + PATTERN + <usize>lane, <u8>(lane == dot ? DOT : ZERO));
  }
  for (let pair = 0; pair < 8; pair++) {
    const isFirst = (pair & 1) == 0;
    store<u16>(at + PAIR_WEIGHTS + (<usize>pair << 1), dotIn(dot, 2 * pair, 2) ? 1 : 10);
    store<u16>(
      at + QUAD_WEIGHTS + (<usize>pair << 1),
      isFirst ? (dotIn(dot, 2 * pair + 2, 2) ? 10 : 100) : 1,
    );
    store<u16>(
      at + OCTET_WEIGHTS + (<usize>pair << 1),
      isFirst ? (dotIn(dot, 4 * (pair & 3) + 4, 4) ? 1000 : 10000) : 1,
    );
  }
  store<i64>(at + HALF_WEIGHT, dotIn(dot, 8, 8) ? 10000000 : 100000000);
  for (let dotLane = 0; dotLane <= NO_DOT; dotLane++) {
    const digits = dotLane == NO_DOT ? 0 : 15 - dotLane;
    const factor: i64 = digits <= scale ? powerOfTen(scale - digits) : 0;
    store<i64>(at + SCALE_FACTORS + (<usize>dotLane << 3), factor);
  }
}

function dotIn(dot: i32, first: i32, lanes: i32): bool {
  return dot >= first && dot < first + lanes;
}

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

/**
 * The most fraction digits among cells that are plain decimals; −1 when there is no number, more than MOST_SCALE where
 * they do not fit.
 */
export function widestScale(separators: usize, stride: usize, rows: i32, endAdjust: u32): i32 {
  let widest = -1;
  for (let row = 0; row < rows; row++, separators += stride) {
    const start = <usize>load<u32>(separators - 4) + 1;
    const end = <usize>load<u32>(separators) - endAdjust;
    let fraction = -1;
    for (let at = start; at < end; at++) {
      const byte = <u32>load<u8>(at);
      if (byte == DOT) fraction = 0;
      else if (byte - ZERO > 9 && byte != MINUS) {
        fraction = -1;
        break;
      } else if (fraction >= 0) fraction += 1;
    }
    if (end > start) widest = max(widest, fraction < 0 ? 0 : fraction);
  }
  return widest;
}

/** Whether all of the values are within 32 bits, so that two lanes convert at once. */
function areSmall(values: usize, count: i32): bool {
  let high = i64x2.splat(0);
  const i32Bias = i64x2.splat(0x80000000);
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    high = v128.or(high, i64x2.shr_u(i64x2.add(v128.load(values + (<usize>i << 3)), i32Bias), 32));
  }
  const isOddOneSmall = i == count || <i64>(<i32>load<i64>(values + (<usize>i << 3))) == load<i64>(values + (<usize>i << 3));
  return isOddOneSmall && !v128.any_true(high);
}

/** The doubles that unscaled integers stand for. `target` may be `values`. Division rounds correctly: both are exact. */
export function spreadDecimals(values: usize, count: i32, scale: i32, target: usize): void {
  const divisor = <f64>powerOfTen(scale);
  let i = 0;
  if (areSmall(values, count)) {
    const divisors = f64x2.splat(divisor);
    for (; i + 2 <= count; i += 2) {
      const pair = v128.load(values + (<usize>i << 3));
      const doubles = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(pair, pair, 0, 2, 0, 2));
      v128.store(target + (<usize>i << 3), f64x2.div(doubles, divisors));
    }
  }
  for (; i < count; i++) {
    const at = <usize>i << 3;
    store<f64>(target + at, <f64>load<i64>(values + at) / divisor);
  }
}
