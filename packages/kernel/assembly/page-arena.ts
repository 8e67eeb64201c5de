/** Where pages go: one after the other in an arena, compressed, each with its header and a record for the host. */
import {
  PAGE_ADDRESS,
  PAGE_COLUMN,
  PAGE_CONTENT_BYTES,
  PAGE_ENCODING,
  PAGE_HAS_STATISTICS,
  PAGE_HEADER_BYTES,
  PAGE_MAX,
  PAGE_MAX_BYTES,
  PAGE_MAX_TEXT,
  PAGE_MIN,
  PAGE_MIN_BYTES,
  PAGE_MIN_TEXT,
  PAGE_NULLS,
  PAGE_PLAIN_BYTES,
  PAGE_RECORD_BYTES,
  PAGE_ROWS,
  PAGE_TYPE,
} from '../src/abi/layout';
import { compressLz4, mostLz4Bytes } from './lz4';
import { MOST_HEADER_BYTES, PLAIN, putPageHeader } from './page-header';
import { compressSnappy, compressSnappyIfWorthwhile, mostSnappyBytes } from './snappy';
import {
  hasExtremes,
  largest,
  largestLength,
  largestText,
  putStatisticsText,
  smallest,
  smallestLength,
  smallestText,
} from './statistics';

const CODEC_NONE = 0;
const CODEC_SNAPPY = 1;
const CODEC_LZ4 = 2;
/** The host compresses, and writes the headers. */
const CODEC_HOST = 3;

let codec: i32 = CODEC_SNAPPY;
/** Doubles outside of a dictionary are stored as they are: faster, and some 17 % larger. */
let isHasty: bool = false;
/** Where pages go, and where their records go. */
let arenaNext: usize = 0;
let arenaEnd: usize = 0;
let recordNext: usize = 0;
let recordsEnd: usize = 0;
export function configurePages(newCodec: i32, newIsHasty: bool): void {
  codec = newCodec;
  isHasty = newIsHasty;
}

/** Pages go to `arena` from now on, their records to `records`. */
export function useArena(arena: usize, arenaBytes: u32, records: usize, recordCount: i32): void {
  arenaNext = arena;
  arenaEnd = arena + <usize>arenaBytes;
  recordNext = records;
  recordsEnd = records + <usize>recordCount * PAGE_RECORD_BYTES;
}

/** Pages go elsewhere from now on; records stay together. */
export function continueInArena(arena: usize, arenaBytes: u32): void {
  arenaNext = arena;
  arenaEnd = arena + <usize>arenaBytes;
}

/** Whether doubles go to their page without a look for repeats. */
export function storesDoubles(): bool {
  return isHasty && codec == CODEC_SNAPPY;
}

/** Where the content of the next page goes. */
export function nextContent(): usize {
  return arenaNext + MOST_HEADER_BYTES;
}

export function recordAddress(): usize {
  return recordNext;
}

/** The most that a page of so many bytes takes in the arena. */
export function mostPageBytes(plainBytes: u32): u32 {
  return <u32>MOST_HEADER_BYTES + 64 + max(mostSnappyBytes(plainBytes), mostLz4Bytes(plainBytes)) + (plainBytes >> 12);
}

export function arenaLeft(): u32 {
  return <u32>(arenaEnd - arenaNext);
}

/** How many more pages can be noted. */
export function recordsLeft(): i32 {
  return <i32>((recordsEnd - recordNext) / PAGE_RECORD_BYTES);
}

/** Compresses a page that stands at `page`, and notes it. */
export function putPage(
  index: i32,
  type: i32,
  page: usize,
  plainBytes: u32,
  rows: i32,
  nulls: i32,
  encoding: i32,
): void {
  const content = nextContent();
  let contentBytes = plainBytes;
  if (codec == CODEC_SNAPPY) {
    // Indices repeat over distances that a sample does not show.
    contentBytes =
      encoding == PLAIN
        ? compressSnappyIfWorthwhile(page, plainBytes, content)
        : compressSnappy(page, plainBytes, content);
  } else if (codec == CODEC_LZ4) contentBytes = compressLz4(page, plainBytes, content);
  else memory.copy(content, page, <usize>plainBytes);
  notePage(index, type, contentBytes, plainBytes, rows, nulls, encoding);
}

/** Writes the header in front of the content at its place in the arena, and the record. */
export function notePage(
  index: i32,
  type: i32,
  contentBytes: u32,
  plainBytes: u32,
  rows: i32,
  nulls: i32,
  encoding: i32,
): void {
  const content = nextContent();
  let headerBytes: usize = 0;
  if (codec != CODEC_HOST) {
    // Its length is known when it has been written: it is moved to where the content begins.
    headerBytes = putPageHeader(arenaNext, type, plainBytes, contentBytes, rows, encoding) - arenaNext;
    memory.copy(content - headerBytes, arenaNext, headerBytes);
  }
  const record = recordNext;
  store<u32>(record, index, PAGE_COLUMN);
  store<u32>(record, type, PAGE_TYPE);
  store<u32>(record, <u32>(content - headerBytes), PAGE_ADDRESS);
  store<u32>(record, <u32>headerBytes, PAGE_HEADER_BYTES);
  store<u32>(record, contentBytes, PAGE_CONTENT_BYTES);
  store<u32>(record, plainBytes, PAGE_PLAIN_BYTES);
  store<u32>(record, rows, PAGE_ROWS);
  store<u32>(record, nulls, PAGE_NULLS);
  store<u32>(record, encoding, PAGE_ENCODING);
  store<u32>(record, hasExtremes, PAGE_HAS_STATISTICS);
  store<i64>(record, smallest, PAGE_MIN);
  store<i64>(record, largest, PAGE_MAX);
  if (smallestLength | largestLength) {
    store<u32>(record, putStatisticsText(record + PAGE_MIN_TEXT, smallestText, smallestLength), PAGE_MIN_BYTES);
    store<u32>(record, putStatisticsText(record + PAGE_MAX_TEXT, largestText, largestLength), PAGE_MAX_BYTES);
  } else {
    store<u32>(record, 0, PAGE_MIN_BYTES);
    store<u32>(record, 0, PAGE_MAX_BYTES);
  }
  recordNext = record + PAGE_RECORD_BYTES;
  arenaNext = content + <usize>contentBytes;
}
