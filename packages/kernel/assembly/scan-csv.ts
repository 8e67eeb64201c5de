/**
 * The structural scan: where fields and records end. 64 bytes at a time become bit masks, one bit per byte; quotes are
 * followed by a prefix sum of their bits (what simdjson does with a carry-less multiplication, which WebAssembly lacks).
 */
import { delimiter, quote } from './dialect';

const LINE_FEED: i8 = 0x0a;
const CARRIAGE_RETURN: i8 = 0x0d;
const CHUNK: usize = 64;
const MOST_SEPARATORS_PER_CHUNK: usize = 64;

/** Records that end within what was scanned. */
export let scannedRecords: i32 = 0;
/** Whether the scan ended early, in front of a quote or carriage return where RFC 4180 has none. */
export let isOdd: bool = false;
/** Whether it ended because the index was full. */
export let isIndexFull: bool = false;

/** One bit for each of 64 bytes: whether it is set in `a`, `b`, `c` and `d`. */
@inline
function bitsOf(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(a)) |
    (<u64>(<u32>i8x16.bitmask(b)) << 16) |
    (<u64>(<u32>i8x16.bitmask(c)) << 32) |
    (<u64>(<u32>i8x16.bitmask(d)) << 48)
  );
}

/** Every bit becomes the exclusive or of itself and all bits below: set from an opening quote up to the closing one. */
@inline
function prefixXor(bits: u64): u64 {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  bits ^= bits << 32;
  return bits;
}

/** Writes the addresses of set bits behind `out`; returns where the next one goes. The last store may go too far. */
@inline
function putAddresses(out: usize, base: u32, bits: u64): usize {
  const end = out + (<usize>popcnt(bits) << 2);
  // Eight at once without asking: most chunks have no more, and a store too many is written over by the next chunk.
  for (let i: usize = 0; i < 32; i += 4) {
    store<u32>(out + i, base + <u32>ctz(bits));
    bits &= bits - 1;
  }
  for (out += 32; out < end; out += 4) {
    store<u32>(out, base + <u32>ctz(bits));
    bits &= bits - 1;
  }
  return end;
}

/**
 * Writes the address of every delimiter and line feed outside of quotes between `from`, where a record starts, and
 * `end` to `index`, behind `from − 1`. Returns how many. Reads up to 63 bytes behind `end`.
 */
export function scanCsv(from: usize, end: usize, index: usize, indexEnd: usize): i32 {
  const delimiters = i8x16.splat(<i8>delimiter);
  const lineFeeds = i8x16.splat(LINE_FEED);
  const returns = i8x16.splat(CARRIAGE_RETURN);
  const quotes = i8x16.splat(<i8>quote);
  const lastStart = indexEnd - (MOST_SEPARATORS_PER_CHUNK << 2);

  let out = index;
  let records: i32 = 0;
  /** All ones while a quote is open. */
  let open: u64 = 0;
  /** Whether the byte before the chunk may be followed by an opening quote: it separates, or closes a quote. */
  let mayOpen: u64 = 1;
  let hasJustClosed: u64 = 0;
  let hasJustReturned: u64 = 0;

  store<u32>(index - 4, <u32>(from - 1));
  isOdd = false;
  isIndexFull = false;
  for (let at = from; at < end; at += CHUNK) {
    if (out > lastStart) {
      isIndexFull = true;
      break;
    }
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const lfA = i8x16.eq(a, lineFeeds);
    const lfB = i8x16.eq(b, lineFeeds);
    const lfC = i8x16.eq(c, lineFeeds);
    const lfD = i8x16.eq(d, lineFeeds);
    let feeds = bitsOf(lfA, lfB, lfC, lfD);
    let separators = bitsOf(
      v128.or(lfA, i8x16.eq(a, delimiters)),
      v128.or(lfB, i8x16.eq(b, delimiters)),
      v128.or(lfC, i8x16.eq(c, delimiters)),
      v128.or(lfD, i8x16.eq(d, delimiters)),
    );
    const qA = i8x16.eq(a, quotes);
    const qB = i8x16.eq(b, quotes);
    const qC = i8x16.eq(c, quotes);
    const qD = i8x16.eq(d, quotes);
    const rA = i8x16.eq(a, returns);
    const rB = i8x16.eq(b, returns);
    const rC = i8x16.eq(c, returns);
    const rD = i8x16.eq(d, returns);
    const special = v128.or(
      v128.or(v128.or(qA, qB), v128.or(qC, qD)),
      v128.or(v128.or(rA, rB), v128.or(rC, rD)),
    );
    const inside = end - at;
    const kept: u64 = inside >= CHUNK ? ~(<u64>0) : (<u64>1 << <u64>inside) - 1;

    if (v128.any_true(special) || (open | hasJustClosed | hasJustReturned) != 0) {
      const quoteBits = bitsOf(qA, qB, qC, qD);
      let returnBits = bitsOf(rA, rB, rC, rD);
      const quoted = prefixXor(quoteBits) ^ open;
      const allSeparators = separators;
      feeds &= ~quoted;
      separators &= ~quoted;
      returnBits &= ~quoted;

      const opening = quoteBits & quoted;
      const closing = quoteBits & ~quoted;
      const opensAfter = ((separators | closing) << 1) | mayOpen;
      const behindClosing = (closing << 1) | hasJustClosed;
      const behindReturn = (returnBits << 1) | hasJustReturned;
      const odd =
        (opening & ~opensAfter) |
        (behindClosing & ~(allSeparators | quoteBits | returnBits)) |
        (behindReturn & ~feeds);
      if (odd & kept) {
        isOdd = true;
        break;
      }
      open = <u64>(<i64>quoted >> 63);
      hasJustClosed = closing >> 63;
      hasJustReturned = returnBits >> 63;
      mayOpen = (separators | closing) >> 63;
    } else mayOpen = separators >> 63;

    feeds &= kept;
    separators &= kept;
    records += <i32>popcnt(feeds);
    out = putAddresses(out, <u32>at, separators);
  }
  scannedRecords = records;
  return <i32>((out - index) >>> 2);
}
