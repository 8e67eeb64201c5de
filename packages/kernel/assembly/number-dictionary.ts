/**
 * Dictionaries of integers and decimals without hashing: where all values of a column lie close together, a table has a
 * slot for each of them.
 */
import { Column, DICTIONARY_GIVEN_UP, DICTIONARY_IN_USE, DICTIONARY_UNDECIDED } from './column';
import { allocate, allocateZeroed } from './memory';

const SLOTS: i64 = 65536;
/** Values further apart do not go into the table; the rest is room for later pages on both sides. */
const WIDEST_RANGE: i64 = 65000;
/** A dictionary pays where values come up so often on average. */
const LEAST_REPEATS: i64 = 3;

export function beginRowGroupOfNumbers(column: Column): void {
  const count = column.entryCount;
  for (let id = 0; id < count; id++) {
    const value = load<i64>(column.entries + (<usize>id << 3));
    store<u16>(column.table + (<usize>(value - column.tableBase) << 1), 0);
  }
  column.entryCount = 0;
  column.isDictionaryUsed = 0;
  column.dictionaryState = column.wantsDictionary ? DICTIONARY_UNDECIDED : DICTIONARY_GIVEN_UP;
}

/**
 * Whether the next `count` values, from `smallest` to `largest`, can go into the dictionary. The first page of a row
 * group of about `rows` decides for the others, which may still find that they do not fit.
 */
export function takesNumbers(column: Column, smallest: i64, largest: i64, count: i32, rows: i32): bool {
  if (column.dictionaryState == DICTIONARY_UNDECIDED) {
    // Of values that lie too far apart for 64 bits, the difference is negative.
    const range = largest - smallest;
    if (range < 0 || range >= WIDEST_RANGE || range > <i64>rows / LEAST_REPEATS) {
      column.dictionaryState = DICTIONARY_GIVEN_UP;
      return false;
    }
    if (column.table == 0) {
      column.table = allocateZeroed(<usize>SLOTS << 1);
      column.entries = allocate(<usize>SLOTS << 3);
    }
    column.dictionaryScale = column.scale;
    column.tableBase = smallest - (SLOTS - range) / 2;
    column.dictionaryState = DICTIONARY_IN_USE;
  }
  if (column.dictionaryState != DICTIONARY_IN_USE) return false;
  // Unsigned, since the distance between two values may be too far for 64 bits with a sign.
  const isSameScale = column.scale == column.dictionaryScale;
  const isWithin =
    <u64>(smallest - column.tableBase) < <u64>SLOTS && <u64>(largest - column.tableBase) < <u64>SLOTS;
  if (!isSameScale || !isWithin || <i64>column.entryCount + <i64>count >= SLOTS) {
    column.dictionaryState = DICTIONARY_GIVEN_UP;
    return false;
  }
  return true;
}

/** Writes the ids of `count` values, four bytes each; new values become entries. */
export function putIds(column: Column, values: usize, count: i32, target: usize): void {
  const table = column.table;
  const entries = column.entries;
  const base = column.tableBase;
  let known = <u32>column.entryCount;
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
}
