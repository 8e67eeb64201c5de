/**
 * Dictionaries of integers and decimals. Where all values of a column lie close together, a table has a slot for each
 * of them; where they do not, the same table is a hash table. A slot has two bytes: an id plus one, or zero.
 */
import { Column, DICTIONARY_DIRECT, DICTIONARY_GIVEN_UP, DICTIONARY_IN_USE, DICTIONARY_UNDECIDED } from './column';
import { allocate, bytesLeft } from './memory';

const SLOTS: i64 = 65536;
const SLOT_BITS: u64 = 16;
/** Values further apart do not get a slot each; the rest is room for later pages on both sides. */
const WIDEST_RANGE: i64 = 65000;
/** Slots for values that never come up must be few beside the rows. */
const LEAST_ROWS_PER_SLOT: i64 = 3;
/** Half the slots stay free, so that probes are short. */
const MOST_HASHED: i32 = 32767;
/** An entry and its ids take less than the values as long as each value comes up twice, on average. */
const LEAST_REPEATS: i32 = 2;
const LAST_SLOT: usize = 65535;
/** More entries are forgotten faster by filling the table. */
const FEW_ENTRIES: i32 = 4096;
const GOLDEN: u64 = 0x9e3779b97f4a7c15;

export function beginRowGroupOfNumbers(column: Column): void {
  if (column.entryCount > 0) {
    if (column.dictionaryState == DICTIONARY_DIRECT) forgetEntries(column);
    else if (column.entryCount < FEW_ENTRIES) forgetHashed(column);
    else memory.fill(column.table, 0, <usize>SLOTS << 1);
  }
  column.entryCount = 0;
  column.isDictionaryUsed = 0;
  column.dictionaryState = column.wantsDictionary ? DICTIONARY_UNDECIDED : DICTIONARY_GIVEN_UP;
}

/** Few entries of many slots: each is freed by itself. */
function forgetEntries(column: Column): void {
  for (let id = 0; id < column.entryCount; id++) {
    const value = load<i64>(column.entries + (<usize>id << 3));
    store<u16>(column.table + (<usize>(value - column.tableBase) << 1), 0);
  }
}

/** Few entries, too: from where each of them belongs, slots are freed up to the first free one, so that none is left. */
function forgetHashed(column: Column): void {
  for (let id = 0; id < column.entryCount; id++) {
    let place = placeOf(load<i64>(column.entries + (<usize>id << 3)));
    while (load<u16>(column.table + (place << 1)) != 0) {
      store<u16>(column.table + (place << 1), 0);
      place = (place + 1) & LAST_SLOT;
    }
  }
}

/** Where a number belongs in the hash table. */
@inline
function placeOf(value: i64): usize {
  return <usize>((<u64>value * GOLDEN) >> (64 - SLOT_BITS));
}

/** False where large records have used up the memory for it. */
function allocateTable(column: Column): bool {
  if (bytesLeft() < <usize>SLOTS * 10 + 512) return false;
  column.table = allocate(<usize>SLOTS << 1);
  memory.fill(column.table, 0, <usize>SLOTS << 1);
  column.entries = allocate(<usize>SLOTS << 3);
  return true;
}

/** The first page of a row group of about `rows` rows decides for the others. */
function decide(column: Column, smallest: i64, largest: i64, rows: i32): void {
  // Of values that lie too far apart for 64 bits, the difference is negative.
  const range = largest - smallest;
  const isDirect = range >= 0 && range < WIDEST_RANGE && range <= <i64>rows / LEAST_ROWS_PER_SLOT;
  if (column.table == 0 && !allocateTable(column)) {
    column.dictionaryState = DICTIONARY_GIVEN_UP;
    return;
  }
  column.dictionaryScale = column.scale;
  column.dictionaryState = isDirect ? DICTIONARY_DIRECT : DICTIONARY_IN_USE;
  column.tableBase = smallest - (SLOTS - range) / 2;
}

/**
 * Writes the ids of the next `count` values, from `smallest` to `largest`, four bytes each; new values become entries.
 * False where the dictionary does not pay or take them: it is given up for the rest of the row group.
 */
export function putIds(
  column: Column,
  count: i32,
  smallest: i64,
  largest: i64,
  rowsBefore: i32,
  expectedRows: i32,
  target: usize,
): bool {
  if (column.dictionaryState == DICTIONARY_UNDECIDED) decide(column, smallest, largest, expectedRows);
  if (column.dictionaryState == DICTIONARY_GIVEN_UP || column.scale != column.dictionaryScale) return false;
  const isDirect = column.dictionaryState == DICTIONARY_DIRECT;
  const isPut = isDirect
    ? putDirectIds(column, count, smallest, largest, target)
    : putHashedIds(column, count, min(MOST_HASHED, (rowsBefore + count) / LEAST_REPEATS), target);
  if (!isPut) giveUpNumbers(column, isDirect);
  return isPut;
}

/** Entries that pages refer to stay; the slots are freed now, since it is known how. */
function giveUpNumbers(column: Column, isDirect: bool): void {
  if (isDirect) forgetEntries(column);
  column.dictionaryState = DICTIONARY_GIVEN_UP;
}

function putDirectIds(column: Column, count: i32, smallest: i64, largest: i64, target: usize): bool {
  const table = column.table;
  const entries = column.entries;
  const base = column.tableBase;
  let known = <u32>column.entryCount;
  // Unsigned, since the distance between two values may be too far for 64 bits with a sign.
  const isWithin = <u64>(smallest - base) < <u64>SLOTS && <u64>(largest - base) < <u64>SLOTS;
  if (!isWithin || <i64>known + <i64>count >= SLOTS) return false;
  let values = column.values;
  for (const end = values + (<usize>count << 3); values < end; values += 8, target += 4) {
    const value = load<i64>(values);
    const slot = table + (<usize>(value - base) << 1);
    let id = <u32>load<u16>(slot);
    if (id == 0) {
      store<i64>(entries + (<usize>known << 3), value);
      known += 1;
      id = known;
      store<u16>(slot, <u16>id);
    }
    store<u32>(target, id - 1);
  }
  column.entryCount = <i32>known;
  return true;
}

function putHashedIds(column: Column, count: i32, mostEntries: i32, target: usize): bool {
  const table = column.table;
  const entries = column.entries;
  const most = <u32>mostEntries;
  let known = <u32>column.entryCount;
  let values = column.values;
  for (const end = values + (<usize>count << 3); values < end; values += 8, target += 4) {
    const value = load<i64>(values);
    let place = placeOf(value);
    let id = <u32>load<u16>(table + (place << 1));
    while (id != 0 && load<i64>(entries + (<usize>(id - 1) << 3)) != value) {
      place = (place + 1) & LAST_SLOT;
      id = <u32>load<u16>(table + (place << 1));
    }
    if (id == 0) {
      if (known >= most) {
        column.entryCount = <i32>known;
        return false;
      }
      store<i64>(entries + (<usize>known << 3), value);
      known += 1;
      id = known;
      store<u16>(table + (place << 1), <u16>id);
    }
    store<u32>(target, id - 1);
  }
  column.entryCount = <i32>known;
  return true;
}
