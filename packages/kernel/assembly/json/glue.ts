import { specialBytes } from './copy-string';
import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  fail,
  inputEnd,
  isLastInput,
  LINE_FEED,
  QUOTE,
  skipBlanks,
  SPACE,
} from './input';
import { endOfRecord, findKey, isGlueAt, Key, learnGlue, opening } from './keys';

/** So many keys may be missing in a record before the next one is looked up. */
const MOST_SKIPPED = 4;

/** Where the glue ends that was read last. */
export let glueEnd: usize = 0;
/** The last record ends where the array does: `glueEnd` is at the bracket. */
export let isArrayEnd: bool = false;
let areLines: bool = true;

const NO_KEY = changetype<Key>(0);

export function setGlue(newAreLines: bool): void {
  areLines = newAreLines;
}

export function beginGlue(): void {
  isArrayEnd = false;
}

/** Behind the string whose opening quote is at `start`, escapes left as they are; 0 when it has no end. */
function skipString(start: usize): usize {
  let at = start + 1;
  while (true) {
    const special = specialBytes(v128.load(at));
    at += special ? <usize>ctz(special) : 16;
    if (!special) continue;
    const byte = load<u8>(at);
    if (byte == QUOTE) return at + 1;
    // What follows a backslash is no control character either; it may be the end.
    if (byte != BACKSLASH || load<u8>(at + 1) < SPACE) return fail(at);
    at += 2;
  }
}

/** The key at `start`; `glueEnd` is where its value begins. Null when there is no such key, or no key. */
function readKey(start: usize): Key {
  if (load<u8>(start) != QUOTE) {
    fail(start);
    return NO_KEY;
  }
  const end = skipString(start);
  if (end == 0) return NO_KEY;
  const key = findKey(start, end);
  const colon = skipBlanks(end);
  if (key === null || load<u8>(colon) != COLON) {
    fail(colon);
    return NO_KEY;
  }
  glueEnd = skipBlanks(colon + 1);
  return key;
}

/** The end of a record whose brace is at `brace`; the glue in front of it began at `start`. */
function readEnd(start: usize, brace: usize): Key {
  const at = skipBlanks(brace + 1);
  const byte = load<u8>(at);
  if (byte == (areLines ? LINE_FEED : COMMA)) {
    glueEnd = areLines ? at + 1 : skipBlanks(at + 1);
    learnGlue(endOfRecord, start, glueEnd);
    return endOfRecord;
  }
  isArrayEnd = !areLines && byte == CLOSE_ARRAY;
  glueEnd = at;
  if (isArrayEnd || (areLines && at == inputEnd && isLastInput)) return endOfRecord;
  fail(at);
  return NO_KEY;
}

/** The first key of the record whose brace is at `start`, or its end; null when it has neither. */
export function readOpening(start: usize): Key {
  const at = skipBlanks(start + 1);
  if (load<u8>(at) == CLOSE_OBJECT) return readEnd(at, at);
  const key = readKey(at);
  if (key !== NO_KEY) {
    opening.next = key;
    learnGlue(opening, start, glueEnd);
  }
  return key;
}

/** What follows the value of `key`, which ends at `at`, when it is not what was expected: a key, the end, or null. */
export function readGlue(key: Key, at: usize): Key {
  let candidate = key.next;
  for (let skipped = 0; skipped < MOST_SKIPPED && candidate !== endOfRecord; skipped++) {
    candidate = candidate.next;
    if (isGlueAt(candidate, at)) {
      glueEnd = at + candidate.glueBytes;
      return candidate;
    }
  }
  const mark = skipBlanks(at);
  let found = NO_KEY;
  if (load<u8>(mark) == CLOSE_OBJECT) found = readEnd(at, mark);
  else if (load<u8>(mark) == COMMA) {
    found = readKey(skipBlanks(mark + 1));
    if (found !== NO_KEY && !isGlueAt(found, at)) learnGlue(found, at, glueEnd);
  } else fail(mark);
  if (found !== NO_KEY) key.next = found;
  return found;
}
