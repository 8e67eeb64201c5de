/**
 * The calendar: proleptic Gregorian dates of the years 0001–9999. A date comes as its four pairs of digits, 16 bits
 * each: century, year of the century, month, day.
 */

/** From 0001-01-01 to 1970-01-01. */
const DAYS_BEFORE_EPOCH: u32 = 719_162;

/**
 * For every month, first of common, then of leap years: days of the year before it, shifted by MONTH_SHIFT, and its
 * days. Months that are none (0 and 13–31) have no days.
 */
const MONTHS = memory.data<u16>([
  0x0000, 0x001f, 0x03fc, 0x077f, 0x0b5e, 0x0f1f, 0x12fe, 0x16bf, 0x1a9f, 0x1e7e, 0x223f, 0x261e, 0x29df, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0x0000, 0x001f, 0x03fd, 0x079f, 0x0b7e, 0x0f3f, 0x131e, 0x16df, 0x1abf, 0x1e9e, 0x225f, 0x263e, 0x29ff, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);
const MONTH_MASK: u32 = 31;
const MONTH_SHIFT: u32 = 5;
const DAYS_MASK: u32 = 31;
const LEAP_SHIFT: u32 = 5;

// @ts-ignore: decorator
@inline
function pairAt(date: u64, place: u64): u32 {
  return <u32>(date >> (place << 4)) & 0xffff;
}

/** The entry of the date's month in MONTHS. */
// @ts-ignore: decorator
@inline
function monthOf(date: u64): u32 {
  const century = pairAt(date, 0);
  const yearOfCentury = pairAt(date, 1);
  // What a leap year's four must divide: the year of the century, or, where that is 0, the century.
  const divided = yearOfCentury | (century & (0 - <u32>(yearOfCentury == 0)));
  const leap = <u32>((divided & 3) == 0);
  return load<u16>(MONTHS + <usize>(((leap << LEAP_SHIFT) | (pairAt(date, 2) & MONTH_MASK)) << 1));
}

/** Whether there is such a day. A month may not be larger than 31: the caller has seen its first digit. */
// @ts-ignore: decorator
@inline
export function isDay(date: u64): bool {
  const hasYear = <u32>((date & 0xffffffff) != 0);
  return <bool>(hasYear & <u32>(pairAt(date, 3) - 1 < (monthOf(date) & DAYS_MASK)));
}

/** Days since 1970-01-01 of a date that {@link isDay}. */
// @ts-ignore: decorator
@inline
export function daysSinceEpoch(date: u64): i64 {
  const yearsBefore = pairAt(date, 0) * 100 + pairAt(date, 1) - 1;
  const centuriesBefore = yearsBefore / 100;
  const leapDays = (yearsBefore >> 2) - centuriesBefore + (centuriesBefore >> 2);
  const dayOfYear = (monthOf(date) >> MONTH_SHIFT) + pairAt(date, 3) - 1;
  return <i64><i32>(yearsBefore * 365 + leapDays + dayOfYear - DAYS_BEFORE_EPOCH);
}
