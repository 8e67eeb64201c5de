import { digitAt, twoDigits } from './cell';
import { parseDate } from './date';
import { integerValue, setIntegerValue } from './integer';

const SPACE: u32 = 0x20;
const PLUS: u32 = 0x2b;
const MINUS: u32 = 0x2d;
const DOT: u32 = 0x2e;
const COLON: u32 = 0x3a;
const UPPER_T: u32 = 0x54;
const UPPER_Z: u32 = 0x5a;

const DATE_LENGTH: usize = 10;
/** `YYYY-MM-DDTHH:MM` */
const SHORTEST: usize = 16;
const MICROS_PER_SECOND: i64 = 1_000_000;
const SECONDS_PER_DAY: i64 = 86_400;
const NO_OFFSET: i64 = i64.MIN_VALUE;

/** Seconds east of UTC of the offset that fills `at … end`. */
function parseOffset(at: usize, end: usize): i64 {
  const length = end - at;
  const sign = <u32>load<u8>(at);
  if (length == 1) return sign == UPPER_Z ? 0 : NO_OFFSET;
  const hasColon = length == 6 && <u32>load<u8>(at + 3) == COLON;
  if ((sign != PLUS && sign != MINUS) || !(hasColon || length == 5 || length == 3)) return NO_OFFSET;
  const hours = twoDigits(at + 1);
  const minutes = length == 3 ? 0 : twoDigits(at + (hasColon ? 4 : 3));
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return NO_OFFSET;
  const seconds = <i64>(hours * 3600 + minutes * 60);
  return sign == MINUS ? -seconds : seconds;
}

/**
 * Whether the cell is `YYYY-MM-DD[T ]HH:MM[:SS[.ffffff]]` with an offset (`Z`, `±HH[[:]MM]`) where `isUtc`, else
 * without; `integerValue` is then its microseconds since 1970-01-01T00:00, the offset taken off.
 */
export function parseTimestamp(start: usize, end: usize, isUtc: bool): bool {
  if (end < start + SHORTEST || !parseDate(start, start + DATE_LENGTH)) return false;
  const between = <u32>load<u8>(start + DATE_LENGTH);
  if ((between != UPPER_T && between != SPACE) || <u32>load<u8>(start + 13) != COLON) return false;
  const hours = twoDigits(start + 11);
  const minutes = twoDigits(start + 14);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return false;

  let at = start + SHORTEST;
  let seconds = 0;
  let micros: i64 = 0;
  if (at < end && <u32>load<u8>(at) == COLON) {
    if (end - at < 3) return false;
    seconds = twoDigits(at + 1);
    if (seconds < 0 || seconds > 59) return false;
    at += 3;
    if (at < end && <u32>load<u8>(at) == DOT) {
      at += 1;
      let scale = MICROS_PER_SECOND;
      for (; at < end && digitAt(at) < 10; at++) {
        if (scale == 1) return false;
        scale /= 10;
        micros += <i64>digitAt(at) * scale;
      }
      if (scale == MICROS_PER_SECOND) return false;
    }
  }
  if ((at != end) != isUtc) return false;
  let offset: i64 = 0;
  if (isUtc) {
    offset = parseOffset(at, end);
    if (offset == NO_OFFSET) return false;
  }
  const wholeSeconds = integerValue * SECONDS_PER_DAY + <i64>(hours * 3600 + minutes * 60 + seconds) - offset;
  setIntegerValue(wholeSeconds * MICROS_PER_SECOND + micros);
  return true;
}
