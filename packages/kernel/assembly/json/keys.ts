import { allocate, allocateZeroed } from '../memory';
import { CLOSE_OBJECT, COLON, COMMA, LINE_FEED } from './input';

/** White space that is learned as part of glue; where there is more of it, glue is read byte by byte. */
const MOST_BLANKS: usize = 64;

/** A key of the records, or the end of a record, with what stands in front of it: see `glue`. */
@unmanaged
export class Key {
  /**
   * All bytes between the value before this key and its own value, as they stood in the text when the key was met last
   * in another way than expected: `,"key":`, with the white space of the text. Of the end of a record: the brace and
   * what is behind it up to the next record.
   */
  glue: usize;
  glueBytes: usize;
  /** Which key followed this one in a record before: a good guess for the next. */
  next: Key;
  /** Four times the field. */
  place: usize;
  /** TAKES_… */
  kinds: i32;
  /** The key as JSON spells it, in its quotes. */
  name: usize;
  nameBytes: usize;
  /** Where the glue's bytes are kept. */
  room: usize;
  roomBytes: usize;
}
/** The first 16 bytes of the glue, and what of them counts, stand in front of the other members. */
const GLUE_HEAD: usize = 32;
const KEY_BYTES: usize = 96;

/** Fields of a record. */
export let width: i32 = 0;
/** What follows the last key. */
export let endOfRecord: Key = changetype<Key>(0);
/** How a record begins up to its first value. */
export let opening: Key = changetype<Key>(0);
/** By field: where its cell begins and ends while a record is read whose keys are in another order than the columns; or 0. */
export let cells: usize = 0;

let keyCount: i32 = 0;
let firstKey: usize = 0;
let lastKey: Key = changetype<Key>(0);
let names: usize = 0;
/** Keys by the hash of their names: twice as many places as keys, a power of two. */
let table: usize = 0;
let tableMask: u32 = 0;

function keyAt(index: i32): Key {
  return changetype<Key>(firstKey + <usize>index * KEY_BYTES);
}

function makeKey(name: usize, nameBytes: usize, place: usize, kinds: i32): Key {
  const key = keyAt(keyCount);
  keyCount += 1;
  key.name = names;
  key.nameBytes = nameBytes;
  memory.copy(names, name, nameBytes);
  key.room = names + nameBytes;
  key.roomBytes = nameBytes + MOST_BLANKS;
  names = key.room + key.roomBytes;
  key.place = place;
  key.kinds = kinds;
  key.next = endOfRecord;
  return key;
}

/** Makes room for the keys of a table with `fields` columns, whose names take `nameBytes` together, quotes included. */
export function setUpKeys(fields: i32, nameBytes: usize, areLines: bool): void {
  const keys = fields + 2;
  width = fields;
  keyCount = 0;
  firstKey = allocateZeroed(<usize>keys * KEY_BYTES) + GLUE_HEAD;
  // The opening is as long as the longest key may be.
  names = allocate(3 * nameBytes + <usize>keys * MOST_BLANKS);
  cells = allocateZeroed(<usize>fields << 3);
  const places: u32 = 1 << (33 - clz(<u32>keys));
  table = allocateZeroed(<usize>places << 2);
  tableMask = places - 1;
  endOfRecord = makeKey(0, 0, <usize>fields << 2, 0);
  endOfRecord.next = endOfRecord;
  store<u8>(endOfRecord.room, CLOSE_OBJECT);
  store<u8>(endOfRecord.room + 1, areLines ? LINE_FEED : COMMA);
  learnGlue(endOfRecord, endOfRecord.room, endOfRecord.room + 2);
  opening = makeKey(0, 0, 0, 0);
  opening.roomBytes = nameBytes + MOST_BLANKS;
  names += nameBytes;
  lastKey = opening;
}

/** Says which key has the values of `field`: its bytes as JSON spells them, in quotes; and what the column takes (TAKES_…). */
export function addJsonKey(field: i32, name: usize, nameBytes: usize, kinds: i32): void {
  const key = makeKey(name, nameBytes, <usize>field << 2, kinds);
  lastKey.next = key;
  lastKey = key;
  let slot = hashOf(name, nameBytes) & tableMask;
  while (load<u32>(table + (<usize>slot << 2))) slot = (slot + 1) & tableMask;
  store<u32>(table + (<usize>slot << 2), <u32>changetype<usize>(key));
  // As it would be without white space.
  const glue = key.room;
  store<u8>(glue, COMMA);
  memory.copy(glue + 1, name, nameBytes);
  store<u8>(glue + 1 + nameBytes, COLON);
  learnGlue(key, glue, glue + nameBytes + 2);
}

/** Remembers that `key` had the bytes from `start` to `end` in front of its value. */
export function learnGlue(key: Key, start: usize, end: usize): void {
  const bytes = end - start;
  if (bytes > key.roomBytes || bytes == 0) return;
  memory.copy(key.room, start, bytes);
  key.glue = key.room;
  key.glueBytes = bytes;
  const head = changetype<usize>(key) - GLUE_HEAD;
  const counted = min<usize>(bytes, 16);
  memory.fill(head, 0, 32);
  memory.copy(head, start, counted);
  memory.fill(head + 16, 0xff, counted);
}

/** Whether the glue of `key` stands at `at`. Glue has been learned. */
// @ts-ignore: decorator
@inline
export function isGlueAt(key: Key, at: usize): bool {
  const head = changetype<usize>(key) - GLUE_HEAD;
  const differing = v128.and(v128.xor(v128.load(at), v128.load(head)), v128.load(head, 16));
  if (v128.any_true(differing)) return false;
  return key.glueBytes <= 16 || areSame(at, key.glue, key.glueBytes);
}

/** Whether two texts of more than 16 bytes are the same. */
function areSame(a: usize, b: usize, bytes: usize): bool {
  const last = bytes - 16;
  for (let at: usize = 16; at < last; at += 16) {
    if (v128.any_true(v128.xor(v128.load(a + at), v128.load(b + at)))) return false;
  }
  return !v128.any_true(v128.xor(v128.load(a + last), v128.load(b + last)));
}

/** Reads up to seven bytes behind the name, which do not matter. */
function hashOf(name: usize, bytes: usize): u32 {
  let hash = <u64>bytes;
  for (let at: usize = 0; at < bytes; at += 8) {
    const left = bytes - at;
    const word = left >= 8 ? load<u64>(name + at) : load<u64>(name + at) & ((<u64>1 << (left << 3)) - 1);
    hash = (rotl(hash, 29) ^ word) * 0x9e3779b97f4a7c15;
  }
  return <u32>(hash >> 32);
}

/** The key that is written like the bytes from `start` to `end`, quotes included, or null. */
export function findKey(start: usize, end: usize): Key | null {
  const bytes = end - start;
  let slot = hashOf(start, bytes) & tableMask;
  while (true) {
    const found = load<u32>(table + (<usize>slot << 2));
    if (found == 0) return null;
    const key = changetype<Key>(<usize>found);
    if (key.nameBytes == bytes && memory.compare(key.name, start, bytes) == 0) return key;
    slot = (slot + 1) & tableMask;
  }
}
