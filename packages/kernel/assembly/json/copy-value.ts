import { IS_FLOAT, TAKES_BOOLEANS, TAKES_NUMBERS, TAKES_STRINGS, TAKES_STRINGS_AS_JSON } from '../../src/abi/json';
import { copyAnyNumber, copyNumber } from './copy-number';
import { copyAnyString, copyString, copyStringAsJson } from './copy-string';
import { fail, MINUS, QUOTE, skipBlanks, ZERO } from './input';
import { Key } from './keys';
import { out, setOut } from './output';

// Four bytes as a little-endian number.
const NULL: u32 = 0x6c6c756e;
const TRUE: u32 = 0x65757274;
const FALS: u32 = 0x736c6166;
const LOWER_E: u8 = 0x65;

// @ts-ignore: decorator
@inline
function isNumberStart(byte: u8): bool {
  return <u8>(byte - ZERO) < 10 || byte == MINUS;
}

/** Copies the value at `at` as a field of the column of `key`; returns the position after it, 0 if it cannot be one. */
// @ts-ignore: decorator
@inline
export function copyValue(key: Key, at: usize): usize {
  const first = load<u8>(at);
  if (first == QUOTE) {
    if (key.kinds & TAKES_STRINGS) return copyString(at);
  } else if (isNumberStart(first)) {
    if (key.kinds & TAKES_NUMBERS) return copyNumber(at, (key.kinds & IS_FLOAT) != 0);
  } else {
    const end = copyLiteral(key, at);
    if (end != 0) return end;
  }
  return copyAnyValue(key, at);
}

/** As {@link copyValue}, with white space in front of the value, and strings that stay in their quotes. */
function copyAnyValue(key: Key, at: usize): usize {
  const start = skipBlanks(at);
  const first = load<u8>(start);
  if (first == QUOTE) {
    if (key.kinds & TAKES_STRINGS) return copyAnyString(start);
    if (key.kinds & TAKES_STRINGS_AS_JSON) return copyStringAsJson(start);
  } else if (isNumberStart(first)) {
    if (key.kinds & TAKES_NUMBERS) return copyAnyNumber(start, (key.kinds & IS_FLOAT) != 0);
  } else {
    const end = copyLiteral(key, start);
    if (end != 0) return end;
  }
  return fail(start);
}

/** Copies `true` or `false`, and of `null` nothing; returns the position after it, 0 where none of them stands. */
// @ts-ignore: decorator
@inline
function copyLiteral(key: Key, at: usize): usize {
  const word = load<u32>(at);
  if (word == NULL) return at + 4;
  if (!(key.kinds & TAKES_BOOLEANS)) return 0;
  if (word == TRUE) {
    store<u32>(out, TRUE);
    setOut(out + 4);
    return at + 4;
  }
  if (word == FALS && load<u8>(at + 4) == LOWER_E) {
    store<u32>(out, FALS);
    store<u8>(out + 4, LOWER_E);
    setOut(out + 5);
    return at + 5;
  }
  return 0;
}
