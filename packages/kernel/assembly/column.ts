/**
 * All that is known of one column while a row group is made. Values of the batch are dense: cells that are null have a
 * zero in `validity` and take no place in `values`.
 */
@unmanaged
export class Column {
  // ---- what the host says
  /** Where it stands in the schema. */
  position: i32;
  /** KIND_… */
  kind: i32;
  /** Which field of a record holds it; −1: the source has none, every cell is null. */
  field: i32;
  isNullable: i32;
  /** SPELLING_… of booleans. */
  spellings: i32;
  /** Whether a declared float64 takes NaN and Infinity. */
  takesNonFinite: i32;
  /** Whether the values may be put into a dictionary. */
  wantsDictionary: i32;

  // ---- the batch: what has been parsed and is not encoded yet
  /** LAYOUT_… of the values. */
  layout: i32;
  /** Of LAYOUT_DECIMALS. */
  scale: i32;
  /** Dense values; see the layouts. Not used by LAYOUT_TEXT. */
  values: usize;
  valueCount: i32;
  /** One byte per row of the batch: 1 is a value, 0 null. */
  validity: usize;
  /** LAYOUT_TEXT: strings behind their lengths. */
  text: usize;
  textBytes: u32;
  textCapacity: u32;
  /** What is allocated for them; a large string has made it more than the capacity, which each file begins with. */
  textRoom: u32;

  // ---- the dictionary of the row group
  /** Whether pages of this row group have used the dictionary: it has to be written. */
  isDictionaryUsed: i32;
  /** Distinct values in this row group so far. */
  entryCount: i32;
  /** Strings: entries of 32 bytes, see string-dictionary.ts. Numbers: eight bytes each, in the order of their ids. */
  entries: usize;
  /** Strings: for each id of this row group, the number of its entry (two bytes). */
  entryOfId: usize;

  // ---- private to string-dictionary.ts and number-dictionary.ts
  table: usize;
  tableBits: u32;
  tableCapacityBits: u32;
  /** Entries of strings, over all row groups. */
  knownCount: i32;
  entryCapacity: i32;
  arena: usize;
  arenaBytes: u32;
  arenaCapacity: u32;
  epoch: u32;
  isFull: i32;
  /** Row groups for which no dictionary is tried again. */
  rest: i32;
  /** Numbers: the value of the table's first slot. */
  tableBase: i64;
  /** Whether this row group has a dictionary: DICTIONARY_… */
  dictionaryState: i32;
  /** Numbers: LAYOUT_DECIMALS entries are of this scale. */
  dictionaryScale: i32;

  // ---- private to parse-decimal.ts: constants of the scale, see there
  decimals: usize;
  // ---- private to parse-records.ts
  /** Whether some cell of this batch has another number of fraction digits than the scale. */
  isScaleVaried: i32;
  /** `valueCount` and `textBytes` before the records at hand, which may turn out not to fit. */
  savedCount: i32;
  savedTextBytes: u32;
}

export const DICTIONARY_UNDECIDED = 0;
export const DICTIONARY_IN_USE = 1;
export const DICTIONARY_GIVEN_UP = 2;
/** In use, with a slot for every number within its range. */
export const DICTIONARY_DIRECT = 3;

/** Bytes of an entry of a string dictionary: the first 16 bytes of the string, its length, its address, hash, row group and id. */
export const ENTRY_BYTES: usize = 32;
export const ENTRY_LENGTH: usize = 16;
export const ENTRY_ADDRESS: usize = 20;

/** The entry of a string by its id in this row group. */
// @ts-ignore: decorator
@inline
export function entryOf(column: Column, id: u32): usize {
  return column.entries + (<usize>load<u16>(column.entryOfId + (<usize>id << 1)) << 5);
}
