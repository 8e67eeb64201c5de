/**
 * The distinct strings of a column. One hash table serves all row groups, so that strings seen before are not copied
 * again; their ids are those of the row group at hand, given on first use. Open addressing, linear probing.
 *
 * An entry has 32 bytes: the string's first 16 bytes, filled up with zeros; length; address of the whole string; hash;
 * and the row group that knows it (upper half) with its id there (lower half).
 */
import {
  Column,
  DICTIONARY_GIVEN_UP,
  DICTIONARY_IN_USE,
  ENTRY_ADDRESS,
  ENTRY_BYTES,
  ENTRY_LENGTH,
  entryOf,
} from './column';
import { allocate, allocateZeroed } from './memory';

const ENTRY_HASH: usize = 24;
const ENTRY_USE: usize = 28;
const PREFIX_BYTES: u32 = 16;
const FIRST_TABLE_BITS: u32 = 10;
/** Ids and slots have two bytes; one value marks the empty slot. */
const MOST_ENTRIES: i32 = 32767;
/** Row groups that pass before a dictionary is tried again that did not pay. */
const REST_AFTER_FAILURE = 7;
/** With so many entries, a row group whose strings are mostly distinct is better off without. */
const ENOUGH_TO_JUDGE: i32 = 16384;
/** Row groups are told apart by so many numbers before the table is begun afresh. */
const MOST_EPOCHS: u32 = 65535;
const GOLDEN: u64 = 0x9e3779b97f4a7c15;
const ODD: u64 = 0xd6e8feb86659fd93;

/** 16 bytes of ones before 16 of zeros: what keeps the first bytes of a load. */
let firstLanes: usize = 0;

export function setUpDictionaries(): void {
  firstLanes = allocate(48);
  memory.fill(firstLanes, 0xff, 16);
  memory.fill(firstLanes + 16, 0, 32);
}

/** Gives a column of strings its dictionary: at most `bytes` for the strings, and as many for their entries. */
export function setUpStringDictionary(column: Column, bytes: u32): void {
  column.entryCapacity = min<i32>(MOST_ENTRIES, <i32>(bytes / <u32>ENTRY_BYTES));
  let bits = FIRST_TABLE_BITS;
  while (<i32>(1 << bits) < 4 * column.entryCapacity && bits < 17) bits += 1;
  column.tableCapacityBits = bits;
  column.table = allocateZeroed(<usize>2 << bits);
  column.tableBits = min(bits, FIRST_TABLE_BITS);
  column.entries = allocate((<usize>column.entryCapacity + 1) * ENTRY_BYTES);
  column.entryOfId = allocate(<usize>column.entryCapacity << 1);
  column.arenaCapacity = bytes;
  column.arena = allocate(bytes);
}

/** Forgets the ids of the last row group, and all strings where the dictionary was full. */
export function beginRowGroupOfStrings(column: Column): void {
  column.epoch += 1;
  if (column.isFull || column.epoch > MOST_EPOCHS) {
    memory.fill(column.table, 0, <usize>2 << column.tableBits);
    column.tableBits = min(column.tableCapacityBits, FIRST_TABLE_BITS);
    column.knownCount = 0;
    column.arenaBytes = 0;
    column.isFull = 0;
    column.epoch = 1;
  }
  if (column.rest > 0) column.rest -= 1;
  column.entryCount = 0;
  column.isDictionaryUsed = 0;
  const isTried = column.wantsDictionary && column.rest == 0;
  column.dictionaryState = isTried ? DICTIONARY_IN_USE : DICTIONARY_GIVEN_UP;
}

/** The dictionary does not pay, or has no more room. */
export function giveUpStrings(column: Column): void {
  column.dictionaryState = DICTIONARY_GIVEN_UP;
  column.isFull = 1;
  column.rest = REST_AFTER_FAILURE;
}

/** Lets the next row group begin with an empty dictionary. */
export function forgetStrings(column: Column): void {
  column.isFull = 1;
  column.rest = 0;
}

/** The first 16 bytes of a string, zeros behind its end. */
@inline
export function prefixOf(start: usize, length: u32): v128 {
  return v128.and(v128.load(start), v128.load(firstLanes + 16 - <usize>min(length, PREFIX_BYTES)));
}

@inline
function hashPrefix(prefix: v128, length: u32): u64 {
  const high = i64x2.extract_lane(prefix, 1) + <i64>length;
  return (<u64>i64x2.extract_lane(prefix, 0) ^ rotl<u64>(<u64>high * GOLDEN, 31)) * ODD;
}

function hashLong(hash: u64, start: usize, length: u32): u64 {
  let at = start + PREFIX_BYTES;
  const end = start + length;
  for (; at + 8 <= end; at += 8) {
    hash = (hash ^ load<u64>(at)) * GOLDEN;
    hash ^= hash >> 32;
  }
  for (; at < end; at++) {
    hash = (hash ^ <u64>load<u8>(at)) * GOLDEN;
    hash ^= hash >> 32;
  }
  return hash * ODD;
}

/** Four slots for every entry, up to the table's capacity: probes stay short. */
function growTable(column: Column): void {
  const bits = column.tableBits + 2;
  if (bits > column.tableCapacityBits) return;
  const mask: u32 = (1 << bits) - 1;
  memory.fill(column.table, 0, <usize>2 << bits);
  column.tableBits = bits;
  for (let known = 0; known < column.knownCount; known++) {
    let slot = load<u32>(column.entries + <usize>known * ENTRY_BYTES, ENTRY_HASH) >> (32 - bits);
    while (load<u16>(column.table + (<usize>slot << 1)) != 0) slot = (slot + 1) & mask;
    store<u16>(column.table + (<usize>slot << 1), <u16>(known + 1));
  }
}

/** The id of an entry in this row group, given on first use. */
function idOf(column: Column, entry: usize): u32 {
  const use = load<u32>(entry, ENTRY_USE);
  if (use >> 16 == column.epoch) return use & 0xffff;
  const id = <u32>column.entryCount;
  column.entryCount += 1;
  store<u32>(entry, (column.epoch << 16) | id, ENTRY_USE);
  store<u16>(column.entryOfId + (<usize>id << 1), <u16>((entry - column.entries) / ENTRY_BYTES));
  return id;
}

/** What {@link findId} returns where the dictionary is to be given up. */
export const NO_ID: u32 = 0xffffffff;

function addString(
  column: Column,
  slot: u32,
  prefix: v128,
  hash: u32,
  start: usize,
  length: u32,
  rowsSoFar: i32,
): u32 {
  const known = column.knownCount;
  const at = column.arenaBytes;
  const isMostlyDistinct =
    known >= ENOUGH_TO_JUDGE && <i64>column.entryCount * 5 > <i64>rowsSoFar * 4;
  if (known >= column.entryCapacity || length > column.arenaCapacity - at || isMostlyDistinct) return NO_ID;
  const entry = column.entries + <usize>known * ENTRY_BYTES;
  const copy = column.arena + at;
  memory.copy(copy, start, length);
  v128.store(entry, prefix);
  store<u32>(entry, length, ENTRY_LENGTH);
  store<u32>(entry, <u32>copy, ENTRY_ADDRESS);
  store<u32>(entry, hash, ENTRY_HASH);
  store<u32>(entry, 0, ENTRY_USE);
  store<u16>(column.table + (<usize>slot << 1), <u16>(known + 1));
  column.arenaBytes = at + length;
  column.knownCount = known + 1;
  const id = idOf(column, entry);
  if (column.knownCount << 2 > <i32>(1 << column.tableBits)) growTable(column);
  return id;
}

/** The id of a string, which is added when it is new; NO_ID where the dictionary is to be given up. */
export function findId(column: Column, start: usize, length: u32, rowsSoFar: i32): u32 {
  const prefix = prefixOf(start, length);
  let hash64 = hashPrefix(prefix, length);
  if (length > PREFIX_BYTES) hash64 = hashLong(hash64, start, length);
  const hash = <u32>(hash64 >> 32);
  const bits = column.tableBits;
  const mask: u32 = (1 << bits) - 1;
  let slot = hash >> (32 - bits);
  while (true) {
    const known = <u32>load<u16>(column.table + (<usize>slot << 1));
    if (known == 0) return addString(column, slot, prefix, hash, start, length, rowsSoFar);
    const entry = column.entries + (<usize>(known - 1) << 5);
    if (load<u32>(entry, ENTRY_LENGTH) == length && !v128.any_true(v128.xor(v128.load(entry), prefix))) {
      if (length <= PREFIX_BYTES) return idOf(column, entry);
      const rest = <usize>(length - PREFIX_BYTES);
      const whole = <usize>load<u32>(entry, ENTRY_ADDRESS);
      if (memory.compare(whole + PREFIX_BYTES, start + PREFIX_BYTES, rest) == 0) return idOf(column, entry);
    }
    slot = (slot + 1) & mask;
  }
}

/** The id of a short string that stands in its first slot and is known in this row group; NO_ID: ask {@link findId}. */
@inline
export function probeShort(column: Column, start: usize, length: u32): u32 {
  const prefix = v128.and(v128.load(start), v128.load(firstLanes + 16 - <usize>length));
  const slot = <usize>(hashPrefix(prefix, length) >> (64 - <u64>column.tableBits));
  const known = <usize>load<u16>(column.table + (slot << 1));
  const entry = column.entries + ((known - 1) << 5);
  if (known == 0 || load<u32>(entry, ENTRY_LENGTH) != length) return NO_ID;
  const use = load<u32>(entry, ENTRY_USE);
  if (use >> 16 != column.epoch || v128.any_true(v128.xor(v128.load(entry), prefix))) return NO_ID;
  return use & 0xffff;
}

/** Bytes that the strings of this row group's dictionary take as a PLAIN page. */
export function dictionaryPageBytes(column: Column): u32 {
  let bytes: u32 = 0;
  for (let id = 0; id < column.entryCount; id++) {
    bytes += 4 + load<u32>(entryOf(column, id), ENTRY_LENGTH);
  }
  return bytes;
}

/** Writes the strings of this row group's dictionary as a PLAIN page; returns its end. */
export function putDictionaryStrings(column: Column, target: usize): usize {
  for (let id = 0; id < column.entryCount; id++) {
    const entry = entryOf(column, id);
    const length = load<u32>(entry, ENTRY_LENGTH);
    const start = <usize>load<u32>(entry, ENTRY_ADDRESS);
    store<u32>(target, length);
    if (length <= PREFIX_BYTES) v128.store(target + 4, v128.load(start));
    else memory.copy(target + 4, start, length);
    target += 4 + <usize>length;
  }
  return target;
}
