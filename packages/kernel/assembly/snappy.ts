/** Snappy: https://github.com/google/snappy/blob/main/format_description.txt */
import { allocate } from './memory';
import { putVarint } from './varint';

/** Matches lie within a block, so that a distance fits in two bytes, and no literal is longer. */
const BLOCK_BYTES: u32 = 65536;
/** Nothing is searched for in the last bytes of a block, so that loads of eight bytes stay near. */
const TAIL_BYTES: u32 = 15;

/** Where four bytes were seen last: two bytes a slot, from the start of the block. */
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
 * Bytes that a target must have: literals of 60 bytes and four-byte copies in turn grow by a 65th, a block adds three
 * bytes, the length in front five.
 */
export function mostSnappyBytes(length: u32): u32 {
  return length + (length >> 5) + 16 + OVERSHOOT;
}

// @ts-ignore: decorator
@inline
function slotOf(word: u32, shift: u32): usize {
  return table + (<usize>((word * 0x1e35a7bd) >> shift) << 1);
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

/** A copy of 4 to 64 bytes. */
// @ts-ignore: decorator
@inline
function putShortCopy(target: usize, distance: u32, length: u32): usize {
  if (length < 12 && distance < 2048) {
    store<u8>(target, <u8>(((distance >> 8) << 5) | ((length - 4) << 2) | NEAR_COPY));
    store<u8>(target, <u8>distance, 1);
    return target + 2;
  }
  store<u8>(target, <u8>(((length - 1) << 2) | COPY));
  store<u16>(target, <u16>distance, 1);
  return target + 3;
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

/** Where two runs of bytes cease to be alike, in the first one; at `end` at the latest. */
// @ts-ignore: decorator
@inline
export function matchEnd(run: usize, earlier: usize, end: usize): usize {
  let at = run;
  let behind = earlier;
  while (at < end) {
    const difference = load<u64>(at) ^ load<u64>(behind);
    if (difference != 0) return min(at + <usize>(ctz(difference) >> 3), end);
    at += 8;
    behind += 8;
  }
  return end;
}

/** Compresses up to BLOCK_BYTES; returns the address behind them in the target. */
function putBlock(source: usize, length: u32, target: usize): usize {
  const end = source + length;
  let at = target;
  let literal = source;
  if (length > TAIL_BYTES) {
    let bits = FEWEST_TABLE_BITS;
    while (bits < MOST_TABLE_BITS && <u32>1 << bits < length) bits++;
    memory.fill(table, 0, <usize>2 << bits);
    const shift = 32 - bits;
    const searchEnd = end - TAIL_BYTES;
    let position = source + 1;
    // The longer nothing is found, the larger the steps: bytes that do not shrink pass quickly.
    let step: u32 = 32;
    while (position < searchEnd) {
      const word = load<u32>(position);
      const slot = slotOf(word, shift);
      const candidate = source + <usize>load<u16>(slot);
      store<u16>(slot, <u16>(position - source));
      if (load<u32>(candidate) != word) {
        position += step >> 5;
        step++;
        continue;
      }
      if (position > literal) at = putLiteral(at, literal, <u32>(position - literal));
      literal = matchEnd(position + 4, candidate + 4, end);
      at = putCopy(at, <u32>(position - candidate), <u32>(literal - position));
      position = literal;
      step = 32;
      if (position < searchEnd) store<u16>(slotOf(load<u32>(position - 1), shift), <u16>(position - 1 - source));
    }
  }
  return literal < end ? putLiteral(at, literal, <u32>(end - literal)) : at;
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
