/** Snappy: https://github.com/google/snappy/blob/main/format_description.txt */
import { allocate } from './memory';
import { hashOf, matchEnd, WORD_BYTES, wordAt } from './repeats';
import { putVarint } from './varint';

/** Matches lie within a block, so that a distance fits in two bytes, and no literal is longer. */
const BLOCK_BYTES: u32 = 65536;
/** Nothing is searched for in the last bytes of a block, so that loads of eight bytes stay near. */
const TAIL_BYTES: u32 = 15;

/** Where a word was seen last: two bytes a slot, from the start of the block. */
const MOST_TABLE_BITS: u32 = 14;
const FEWEST_TABLE_BITS: u32 = 8;
let table: usize = 0;

/** Loops move 16 bytes at once, up to 64 for one literal: room for that behind the last byte. */
const OVERSHOOT: u32 = 64;

/** A sample that keeps more than 95 of 100 bytes says that a page does not shrink. */
const SAMPLE_BYTES: u32 = 4096;
const MOST_SAMPLE_RESULT: u32 = 3891;
const SMALLEST_SAMPLED: u32 = 16384;

const LITERAL: u32 = 0;
const NEAR_COPY: u32 = 1;
const COPY: u32 = 2;
const LONGEST_COPY: u32 = 64;

/** Once after freeAll(). */
export function setUpSnappy(): void {
  table = allocate(<usize>2 << MOST_TABLE_BITS);
}

/**
 * Bytes that a target must have. At worst literals of 257 bytes and copies of five take turns, which grow by one byte
 * each time; a block's last literal adds three, the length in front is five bytes or fewer.
 */
export function mostSnappyBytes(length: u32): u32 {
  return length + (length >> 7) + 16 + OVERSHOOT;
}

// @ts-ignore: decorator
@inline
function slotOf(word: u64, shift: u64): usize {
  return table + (hashOf(word, shift) << 1);
}

/** A literal of 1 to 65536 bytes; moves up to 63 bytes more than that. */
// @ts-ignore: decorator
@inline
function putLiteral(target: usize, source: usize, length: u32): usize {
  const less = length - 1;
  if (less < 60) {
    store<u8>(target, <u8>((less << 2) | LITERAL));
    v128.store(target, v128.load(source), 1);
    if (length > 16) {
      v128.store(target, v128.load(source, 16), 17);
      v128.store(target, v128.load(source, 32), 33);
      v128.store(target, v128.load(source, 48), 49);
    }
    return target + 1 + length;
  }
  return putLongLiteral(target, source, length);
}

function putLongLiteral(target: usize, source: usize, length: u32): usize {
  const less = length - 1;
  let at = target;
  if (less < 256) {
    store<u8>(at, <u8>((60 << 2) | LITERAL));
    store<u8>(at, <u8>less, 1);
    at += 2;
  } else {
    store<u8>(at, <u8>((61 << 2) | LITERAL));
    store<u16>(at, <u16>less, 1);
    at += 3;
  }
  memory.copy(at, source, length);
  return at + length;
}

/** A copy of 4 to 64 bytes; both forms are made, since no branch predictor knows which it will be. Moves four bytes. */
// @ts-ignore: decorator
@inline
function putShortCopy(target: usize, distance: u32, length: u32): usize {
  const isNear = <u32>(length < 12) & <u32>(distance < 2048);
  const near = ((distance & 0xff) << 8) | ((distance >> 8) << 5) | ((length - 4) << 2) | NEAR_COPY;
  const far = (distance << 8) | ((length - 1) << 2) | COPY;
  store<u32>(target, isNear ? near : far);
  return target + 3 - isNear;
}

/** A copy of any length from 4 on. Of 65 to 67 bytes, 60 go first: fewer than four cannot follow. */
// @ts-ignore: decorator
@inline
function putCopy(target: usize, distance: u32, length: u32): usize {
  let at = target;
  let rest = length;
  while (rest >= LONGEST_COPY + 4) {
    at = putShortCopy(at, distance, LONGEST_COPY);
    rest -= LONGEST_COPY;
  }
  if (rest > LONGEST_COPY) {
    at = putShortCopy(at, distance, 60);
    rest -= 60;
  }
  return putShortCopy(at, distance, rest);
}

// @ts-ignore: decorator
@inline
function putLastLiteral(target: usize, literal: usize, end: usize): usize {
  return literal < end ? putLiteral(target, literal, <u32>(end - literal)) : target;
}

/** Makes the table as large as the block needs it, and empty; returns the shift of {@link hashOf}. */
function clearTable(length: u32): u64 {
  let bits = FEWEST_TABLE_BITS;
  while (bits < MOST_TABLE_BITS && <u32>1 << bits < length) bits++;
  memory.fill(table, 0, <usize>2 << bits);
  return 64 - bits;
}

/** Compresses up to BLOCK_BYTES; returns the address behind them in the target. */
function putBlock(source: usize, length: u32, target: usize): usize {
  const end = source + length;
  if (length <= TAIL_BYTES) return putLastLiteral(target, source, end);
  const shift = clearTable(length);
  const searchEnd = end - TAIL_BYTES;
  let at = target;
  let literal = source;
  let position = source + 1;
  let word = wordAt(position);
  let slot = slotOf(word, shift);
  while (true) {
    // The next word is loaded and multiplied while this one waits for its candidate. The longer nothing is found, the
    // larger the steps: bytes that do not shrink pass quickly.
    let step: usize = 32;
    let next = position;
    let nextWord = word;
    let nextSlot = slot;
    let candidate: usize;
    do {
      position = next;
      word = nextWord;
      slot = nextSlot;
      next += step >> 5;
      step++;
      if (next > searchEnd) return putLastLiteral(at, literal, end);
      nextWord = wordAt(next);
      nextSlot = slotOf(nextWord, shift);
      candidate = source + <usize>load<u16>(slot);
      store<u16>(slot, <u16>(position - source));
    } while (wordAt(candidate) != word);
    at = putLiteral(at, literal, <u32>(position - literal));
    // Often the next match begins where this one ends.
    do {
      literal = matchEnd(position + WORD_BYTES, candidate + WORD_BYTES, end);
      at = putCopy(at, <u32>(position - candidate), <u32>(literal - position));
      position = literal;
      if (position >= searchEnd) return putLastLiteral(at, literal, end);
      store<u16>(slotOf(wordAt(position - 1), shift), <u16>(position - 1 - source));
      word = wordAt(position);
      slot = slotOf(word, shift);
      candidate = source + <usize>load<u16>(slot);
      store<u16>(slot, <u16>(position - source));
    } while (wordAt(candidate) == word);
    position++;
    word = wordAt(position);
    slot = slotOf(word, shift);
  }
}

/** Compresses `length` bytes; `target` has room for mostSnappyBytes(length). Returns the bytes written. */
export function compressSnappy(source: usize, length: u32, target: usize): u32 {
  const end = source + length;
  let at = putVarint(target, length);
  for (let block = source; block < end; block += BLOCK_BYTES) {
    at = putBlock(block, min<u32>(BLOCK_BYTES, <u32>(end - block)), at);
  }
  return <u32>(at - target);
}

/** As {@link compressSnappy}, with nothing but literals. */
function storeSnappy(source: usize, length: u32, target: usize): u32 {
  const end = source + length;
  let at = putVarint(target, length);
  for (let block = source; block < end; block += BLOCK_BYTES) {
    at = putLiteral(at, block, min<u32>(BLOCK_BYTES, <u32>(end - block)));
  }
  return <u32>(at - target);
}

/** As {@link compressSnappy}, without the effort where 4 KB from the middle of a large source do not shrink. */
export function compressSnappyIfWorthwhile(source: usize, length: u32, target: usize): u32 {
  if (length > SMALLEST_SAMPLED) {
    const sampled = putBlock(source + (length >> 1), SAMPLE_BYTES, target) - target;
    if (sampled > MOST_SAMPLE_RESULT) return storeSnappy(source, length, target);
  }
  return compressSnappy(source, length, target);
}
