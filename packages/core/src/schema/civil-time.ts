/** Dates and timestamps in ASCII bytes: `YYYY-MM-DD` and `YYYY-MM-DD[T ]HH:MM[:SS[.ffffff]][Z|±HH[[:]MM]]`. */

const ZERO = 0x30;
const DASH = 0x2d;
const PLUS = 0x2b;
const COLON = 0x3a;
const DOT = 0x2e;
const UPPER_T = 0x54;
const UPPER_Z = 0x5a;
const SPACE = 0x20;
const DATE_LENGTH = 10;
const SHORTEST_TIMESTAMP = 16;

export const MICROS_PER_SECOND = 1_000_000;
const SECONDS_PER_DAY = 86_400;

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

export interface Timestamp {
  /** Whole seconds since 1970-01-01T00:00, after the offset is taken off. */
  readonly seconds: number;
  /** 0 … 999,999 */
  readonly micros: number;
  readonly isAdjustedToUTC: boolean;
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - ZERO;
  const ones = bytes[at + 1]! - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

const isLeapYear = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/**
 * Days since 1970-01-01 in the proleptic Gregorian calendar
 * (`days_from_civil`, https://howardhinnant.github.io/date_algorithms.html).
 */
export function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Days since 1970-01-01 of the `YYYY-MM-DD` at `start`, or undefined when there is no such day. Years 0001–9999. */
export function dateAt(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start < DATE_LENGTH || bytes[start + 4] !== DASH || bytes[start + 7] !== DASH) return undefined;
  const century = twoDigits(bytes, start);
  const yearOfCentury = twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  if (century < 0 || yearOfCentury < 0 || month < 1 || month > 12 || day < 1) return undefined;
  const year = century * 100 + yearOfCentury;
  if (year === 0) return undefined;
  const monthDays = month === 2 && isLeapYear(year) ? 29 : MONTH_DAYS[month - 1]!;
  return day > monthDays ? undefined : daysFromCivil(year, month, day);
}

export function isDateAt(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === DATE_LENGTH && dateAt(bytes, start, end) !== undefined;
}

/** Seconds east of UTC of the offset that fills `at … end`, or undefined. */
function offsetAt(bytes: Uint8Array, at: number, end: number): number | undefined {
  const length = end - at;
  if (length === 1) return bytes[at] === UPPER_Z ? 0 : undefined;
  const sign = bytes[at] === PLUS ? 1 : bytes[at] === DASH ? -1 : 0;
  const withColon = length === 6 && bytes[at + 3] === COLON;
  if (sign === 0 || !(withColon || length === 5 || length === 3)) return undefined;
  const hours = twoDigits(bytes, at + 1);
  const minutes = length === 3 ? 0 : twoDigits(bytes, at + (withColon ? 4 : 3));
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return undefined;
  return sign * (hours * 3600 + minutes * 60);
}

/** The timestamp that fills `start … end`, or undefined when the bytes are none. */
export function timestampAt(bytes: Uint8Array, start: number, end: number): Timestamp | undefined {
  if (end - start < SHORTEST_TIMESTAMP) return undefined;
  const separator = bytes[start + DATE_LENGTH];
  if ((separator !== UPPER_T && separator !== SPACE) || bytes[start + 13] !== COLON) return undefined;
  const days = dateAt(bytes, start, end);
  const hours = twoDigits(bytes, start + 11);
  const minutes = twoDigits(bytes, start + 14);
  if (days === undefined || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return undefined;

  let at = start + SHORTEST_TIMESTAMP;
  let seconds = 0;
  let micros = 0;
  if (at < end && bytes[at] === COLON) {
    if (end - at < 3) return undefined;
    seconds = twoDigits(bytes, at + 1);
    if (seconds < 0 || seconds > 59) return undefined;
    at += 3;
    if (at < end && bytes[at] === DOT) {
      at += 1;
      let scale = MICROS_PER_SECOND;
      while (at < end && bytes[at]! >= ZERO && bytes[at]! <= ZERO + 9) {
        if (scale === 1) return undefined;
        scale /= 10;
        micros += (bytes[at]! - ZERO) * scale;
        at += 1;
      }
      if (scale === MICROS_PER_SECOND) return undefined;
    }
  }
  const local = days * SECONDS_PER_DAY + hours * 3600 + minutes * 60 + seconds;
  if (at === end) return { seconds: local, micros, isAdjustedToUTC: false };
  const offset = offsetAt(bytes, at, end);
  return offset === undefined ? undefined : { seconds: local - offset, micros, isAdjustedToUTC: true };
}
