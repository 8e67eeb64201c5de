/** LZ4 blocks, Parquet's LZ4_RAW: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md */
import { allocate } from './memory';
import { hashOf, matchEnd, WORD_BYTES, wordAt } from './repeats';

/** Where a word was seen last: four bytes a slot, from the start of the source. */
const TABLE_BITS: u32 = 13;
let table: usize = 0;

const MOST_DISTANCE: u32 = 65535;
/** What a match of length zero stands for. */
const SHORTEST_MATCH: u32 = 4;
/** "The last 5 bytes of input are always literals." */
const LAST_LITERALS: u32 = 5;
/** "The last match must start at least 12 bytes before the end of block." */
const LAST_MATCH: u32 = 12;

/** Half a token; a length that does not fit goes on in bytes, each as much as it can. */
const TOKEN_MOST: u32 = 15;
const BYTE_MOST: u32 = 255;

/** Loops move 16 bytes at once, up to 64 for one literal: room for that behind the last byte. */
const OVERSHOOT: u32 = 64;

/** Once after freeAll(). */
export function setUpLz4(): void {
  table = allocate(<usize>4 << TABLE_BITS);
}

/** Bytes that a target must have. */
export function mostLz4Bytes(length: u32): u32 {
  return length + length / BYTE_MOST + 16 + OVERSHOOT;
}

// @ts-ignore: decorator
@inline
function slotOf(word: u64): usize {
  return table + (hashOf(word, 64 - TABLE_BITS) << 2);
}

/** What is left of a length of which the token holds TOKEN_MOST. */
function putRest(target: usize, length: u32): usize {
  let at = target;
  let rest = length - TOKEN_MOST;
  while (rest >= BYTE_MOST) {
    store<u8>(at++, <u8>BYTE_MOST);
    rest -= BYTE_MOST;
  }
  store<u8>(at, <u8>rest);
  return at + 1;
}

/** The literals of a sequence, behind its token; moves up to 63 bytes more than those. */
// @ts-ignore: decorator
@inline
function putLiterals(target: usize, source: usize, length: u32): usize {
  let at = target + 1;
  if (length >= TOKEN_MOST) at = putRest(at, length);
  if (length > 64) memory.copy(at, source, length);
  else {
    v128.store(at, v128.load(source));
    if (length > 16) {
      v128.store(at, v128.load(source, 16), 16);
      v128.store(at, v128.load(source, 32), 32);
      v128.store(at, v128.load(source, 48), 48);
    }
  }
  return at + length;
}

/** A sequence: literals, then a match. */
// @ts-ignore: decorator
@inline
function putSequence(target: usize, literal: usize, literals: u32, distance: u32, match: u32): usize {
  const more = match - SHORTEST_MATCH;
  let at = putLiterals(target, literal, literals);
  store<u8>(target, <u8>((min(literals, TOKEN_MOST) << 4) | min(more, TOKEN_MOST)));
  store<u16>(at, <u16>distance);
  at += 2;
  return more < TOKEN_MOST ? at : putRest(at, more);
}

/** Compresses `length` bytes; `target` has room for mostLz4Bytes(length). Returns the bytes written. */
export function compressLz4(source: usize, length: u32, target: usize): u32 {
  const end = source + length;
  let at = target;
  let literal = source;
  if (length > LAST_MATCH) {
    memory.fill(table, 0, <usize>4 << TABLE_BITS);
    const searchEnd = end - (LAST_MATCH - 1);
    const literalsEnd = end - LAST_LITERALS;
    let position = source + 1;
    // The longer nothing is found, the larger the steps: bytes that do not shrink pass quickly.
    let step: u32 = 64;
    while (position < searchEnd) {
      const word = wordAt(position);
      const slot = slotOf(word);
      const candidate = source + <usize>load<u32>(slot);
      store<u32>(slot, <u32>(position - source));
      if (wordAt(candidate) != word || <u32>(position - candidate) > MOST_DISTANCE) {
        position += step >> 6;
        step++;
        continue;
      }
      const behind = matchEnd(position + WORD_BYTES, candidate + WORD_BYTES, literalsEnd);
      at = putSequence(at, literal, <u32>(position - literal), <u32>(position - candidate), <u32>(behind - position));
      position = behind;
      literal = behind;
      step = 64;
      if (position < searchEnd) store<u32>(slotOf(wordAt(position - 2)), <u32>(position - 2 - source));
    }
  }
  const literals = <u32>(end - literal);
  const last = putLiterals(at, literal, literals);
  store<u8>(at, <u8>(min(literals, TOKEN_MOST) << 4));
  return <u32>(last - target);
}
