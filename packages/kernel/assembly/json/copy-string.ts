import { isUtf8 } from '../utf8';
import { BACKSLASH, fail, QUOTE, SPACE } from './input';
import { copyChunks, giveUpForRoom, isTooLong, out, roomEnd, setOut } from './output';
import { putEscape } from './unescape';

/** The bytes of a chunk that are quotes, backslashes or among `below`, a bit each. */
// @ts-ignore: decorator
@inline
function specialAnd(chunk: v128, below: v128): u32 {
  const quotes = i8x16.eq(chunk, i8x16.splat(QUOTE));
  const backslashes = i8x16.eq(chunk, i8x16.splat(BACKSLASH));
  return <u32>i8x16.bitmask(v128.or(below, v128.or(quotes, backslashes)));
}

/** The bytes of a chunk that are quotes, backslashes or control characters, a bit each. */
// @ts-ignore: decorator
@inline
export function specialBytes(chunk: v128): u32 {
  return specialAnd(chunk, i8x16.lt_u(chunk, i8x16.splat(SPACE)));
}

/** Copies bytes from `from` to `to` up to the first that may need care: not ASCII, a control character, quote or backslash. */
// @ts-ignore: decorator
@inline
function copyPlain(from: usize, to: usize): usize {
  let length: usize = 0;
  while (true) {
    const chunk = v128.load(from + length);
    v128.store(to + length, chunk);
    // Compared as signed numbers, bytes that are not ASCII are below the space too.
    const special = specialAnd(chunk, i8x16.lt_s(chunk, i8x16.splat(SPACE)));
    if (special) return length + <usize>ctz(special);
    length += 16;
    if (to + length > roomEnd) return length;
  }
}

/** Copies the string at `at`, its opening quote, as a field; returns the position after it, 0 if it cannot be. */
// @ts-ignore: decorator
@inline
export function copyString(at: usize): usize {
  const length = copyPlain(at + 1, out);
  if (length == 0 || load<u8>(at + 1 + length) != QUOTE) return copyAnyString(at);
  setOut(out + length);
  return at + length + 2;
}

/** As {@link copyString}, whatever is in the string. */
export function copyAnyString(at: usize): usize {
  const text = out;
  const end = copyMeant(at);
  if (end == 0) return 0;
  if (end == at + 2) {
    store<u8>(text, QUOTE);
    store<u8>(text + 1, QUOTE);
    setOut(text + 2);
  } else if (load<u8>(text) == QUOTE && !quoteField(text)) return giveUpForRoom();
  return end;
}

/** Copies what the string at `start` means; returns the position after its closing quote, 0 where it is none. */
function copyMeant(start: usize): usize {
  let at = start + 1;
  const text = out;
  let to = text;
  let isAscii = true;
  while (true) {
    if (isTooLong(text, to)) return giveUpForRoom();
    const chunk = v128.load(at);
    v128.store(to, chunk);
    const special = specialBytes(chunk);
    const length = special ? ctz(special) : 16;
    isAscii = isAscii && (<u32>i8x16.bitmask(chunk) & ((1 << length) - 1)) == 0;
    at += <usize>length;
    to += <usize>length;
    if (length == 16) continue;
    const byte = load<u8>(at);
    if (byte == QUOTE) break;
    if (byte != BACKSLASH) return fail(at);
    setOut(to);
    at = putEscape(at);
    if (at == 0) return 0;
    to = out;
  }
  if (isTooLong(text, to)) return giveUpForRoom();
  if (!isAscii && !isUtf8(start + 1, at)) return fail(at);
  setOut(to);
  return at + 1;
}

/** Puts the text from `start` to `out` in quotes, those inside doubled; `false` when there is no room. */
function quoteField(start: usize): bool {
  let quotes: usize = 0;
  for (let at = start; at < out; at++) quotes += <usize>(load<u8>(at) == QUOTE);
  const end = out + quotes + 2;
  if (isTooLong(start, end)) return false;
  let to = end - 1;
  store<u8>(to, QUOTE);
  // From the back, so that nothing is written over that is still to be read.
  for (let at = out; at > start; ) {
    at -= 1;
    to -= 1;
    const byte = load<u8>(at);
    store<u8>(to, byte);
    if (byte == QUOTE) {
      to -= 1;
      store<u8>(to, QUOTE);
    }
  }
  store<u8>(start, QUOTE);
  setOut(end);
  return true;
}

/** Copies the JSON text of the string at `at`, in its quotes, as a field; returns the position after it, 0 if it cannot be. */
export function copyStringAsJson(at: usize): usize {
  const text = out;
  const end = copyMeant(at);
  if (end == 0) return 0;
  const length = end - at;
  if (isTooLong(text, text + length)) return giveUpForRoom();
  copyChunks(text, at, length);
  setOut(text + length);
  return quoteField(text) ? end : giveUpForRoom();
}
