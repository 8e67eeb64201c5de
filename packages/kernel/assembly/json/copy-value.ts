import { IS_FLOAT, TAKES_BOOLEANS, TAKES_NUMBERS, TAKES_STRINGS, TAKES_STRINGS_AS_JSON } from '../../src/abi/json';
import { copyNumber } from './copy-number';
import { copyString, copyStringAsJson } from './copy-string';
import { fail, MINUS, QUOTE, skipBlanks, ZERO } from './input';
import { Key } from './keys';
import { out, setOut } from './output';

// Four bytes as a little-endian number.
const NULL: u32 = 0x6c6c756e;
const TRUE: u32 = 0x65757274;
const FALS: u32 = 0x736c6166;
const LOWER_E: u8 = 0x65;

/** Copies the value at `at` as a field of the column of `key`; returns the position after it, 0 if it cannot be one. */
export function copyValue(key: Key, at: usize): usize {
  const first = load<u8>(at);
  if (first == QUOTE) {
    if (key.kinds & TAKES_STRINGS) return copyString(at);
  } else if (<u8>(first - ZERO) < 10 || first == MINUS) {
    if (key.kinds & TAKES_NUMBERS) return copyNumber(at, (key.kinds & IS_FLOAT) != 0);
  } else {
    const word = load<u32>(at);
    if (word == NULL) return at + 4;
    if (key.kinds & TAKES_BOOLEANS) {
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
    }
  }
  return copyOtherValue(key, at);
}

/** What is seldom: more white space than was expected, and strings that stay in their quotes. */
function copyOtherValue(key: Key, at: usize): usize {
  const start = skipBlanks(at);
  if (start != at) return copyValue(key, start);
  if (load<u8>(at) == QUOTE && (key.kinds & TAKES_STRINGS_AS_JSON)) return copyStringAsJson(at);
  return fail(at);
}
