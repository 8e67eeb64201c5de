/** What is known of a column of decimals: its scale, the constants that parse it, and the doubles it stands for. */
import { Column } from './column';
import { allocate, allocateZeroed } from './memory';

const MINUS: u32 = 0x2d;
export const ZERO: u32 = 0x30;
export const DOT: u32 = 0x2e;
export const LANES: i32 = 16;
const NO_DOT: i32 = 16;
/** The largest scale that leaves room for a digit and the dot in front of it. */
export const MOST_SCALE: i32 = 14;

// Where the constants of a column's scale stand in `Column.decimals`.
export const PATTERN: usize = 0;
export const PAIR_WEIGHTS: usize = 16;
export const QUAD_WEIGHTS: usize = 32;
export const OCTET_WEIGHTS: usize = 48;
export const HALF_WEIGHT: usize = 64;
export const SCALE_FACTORS: usize = 72;
const CONSTANTS_BYTES: usize = SCALE_FACTORS + 17 * 8;

/** For each length, lanes of which the last `length` are set: 16 zeros before 16 ones. */
export let lastLanes: usize = 0;
/** For each place of a dot, what moves the lanes before it one to the right. */
export let dotRemovals: usize = 0;
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
