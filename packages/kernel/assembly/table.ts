/** The table at hand: its columns, and the buffers that each of them has. */
import { Column } from './column';
import { allocate, allocateZeroed, bytesLeft } from './memory';
import { levelRoom } from './pages';
import { isTextual, setUpColumn } from './parse-columns';
import { setUpStringDictionary } from './string-dictionary';

export const POINTER: usize = 4;
export const NO_FIELD = -1;

/** Addresses of the columns in the order of the schema. */
export let columns: usize = 0;
export let columnCount: i32 = 0;
/** The same columns, those of text last: their cells always fit, so that a misfit leaves no trace in a dictionary. */
export let parseOrder: usize = 0;
/** Fields that no column holds; every cell of theirs must be null. */
export let unknownFields: usize = 0;
export let unknownCount: i32 = 0;
export let unknownValidity: usize = 0;
export let mostRows: i32 = 0;
/** For the strings of one column in one batch, until one of them is larger. */
export let usualTextBytes: u32 = 0;

@inline
export function columnAt(index: i32): Column {
  return changetype<Column>(<usize>load<u32>(columns + <usize>index * POINTER));
}

/** Room for `count` columns and `unknown` fields without one, of batches of at most `rows` rows. */
export function setUpColumns(count: i32, unknown: i32, rows: i32): void {
  columnCount = count;
  mostRows = rows;
  columns = allocate(<usize>count * POINTER);
  parseOrder = allocate(<usize>count * POINTER);
  unknownFields = allocate(<usize>unknown * POINTER);
  unknownCount = 0;
  unknownValidity = unknown > 0 ? allocate(<usize>rows) : 0;
  for (let index = 0; index < count; index++) {
    store<u32>(columns + <usize>index * POINTER, <u32>allocateZeroed(offsetof<Column>()));
  }
}

export function addUnknownField(field: i32): void {
  store<i32>(unknownFields + <usize>unknownCount * POINTER, field);
  unknownCount += 1;
}

export function describeColumn(
  index: i32,
  kind: i32,
  field: i32,
  isNullable: i32,
  spellings: i32,
  takesNonFinite: i32,
  wantsDictionary: i32,
): void {
  const column = columnAt(index);
  column.position = index;
  column.kind = kind;
  column.field = field;
  column.isNullable = isNullable;
  column.spellings = spellings;
  column.takesNonFinite = takesNonFinite;
  column.wantsDictionary = wantsDictionary;
}

function allocateText(column: Column, bytes: u32): void {
  column.text = allocate(<usize>bytes + levelRoom(mostRows)) + levelRoom(mostRows);
  column.textRoom = bytes;
}

/** A power of two, so that a row of ever larger strings takes twice the memory of the largest, not of all of them. */
const MOST_TEXT_BITS: i32 = 31;

/** Makes room for a string in an empty batch; false where there is no memory. What batches hold then depends on the file alone. */
export function growText(column: Column, bytes: u32): bool {
  const bits = 32 - <i32>clz(bytes);
  if (bits >= MOST_TEXT_BITS) return false;
  const capacity: u32 = 1 << bits;
  if (capacity > column.textRoom) {
    if (<usize>capacity + levelRoom(mostRows) > bytesLeft()) return false;
    allocateText(column, capacity);
  }
  column.textCapacity = capacity;
  return true;
}

/** Once all columns are described. `textBytes` is for the strings of one column in one batch. */
export function finishColumns(textBytes: u32, dictionaryBytes: u32): void {
  usualTextBytes = textBytes;
  let place = parseOrder;
  for (let pass = 0; pass < 2; pass++) {
    for (let index = 0; index < columnCount; index++) {
      const column = columnAt(index);
      if (isTextual(column) != (pass == 1)) continue;
      store<u32>(place, <u32>changetype<usize>(column));
      place += POINTER;
    }
  }
  for (let index = 0; index < columnCount; index++) {
    const column = columnAt(index);
    column.values = allocate((<usize>mostRows << 3) + levelRoom(mostRows)) + levelRoom(mostRows);
    column.validity = allocate(<usize>mostRows);
    if (isTextual(column)) {
      allocateText(column, textBytes);
      setUpStringDictionary(column, dictionaryBytes);
    } else column.text = column.values;
    setUpColumn(column);
  }
}
