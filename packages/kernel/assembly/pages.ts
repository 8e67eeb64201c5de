/** From the columns of a batch to Parquet pages. */
import {
  KIND_DATE,
  KIND_FLOAT64,
  KIND_STRING,
  LAYOUT_BOOLEANS,
  LAYOUT_DECIMALS,
  LAYOUT_DOUBLES,
  LAYOUT_IDS,
  LAYOUT_TEXT,
} from '../src/abi/layout';
import { bitWidth, putBits, putHybrid, putLevels } from './bit-packing';
import { Column, DICTIONARY_GIVEN_UP } from './column';
import { allocate } from './memory';
import { putIds } from './number-dictionary';
import { mostPageBytes, nextContent, notePage, putPage, storesDoubles } from './page-arena';
import { DATA_PAGE, DICTIONARY_PAGE, PLAIN, RLE_DICTIONARY } from './page-header';
import { spreadDecimals } from './decimal-scale';
import { putSnappyDoubles } from './snappy-doubles';
import {
  clearExtremes,
  findBooleanExtremes,
  findDoubleExtremes,
  findIdExtremes,
  findIntegerExtremes,
  findTextExtremes,
  largest,
  scaleExtremes,
  smallest,
} from './statistics';
import { dictionaryPageBytes, putDictionaryStrings } from './string-dictionary';

/** Of the row group at hand, before the batch. */
let rowGroupRows: i32 = 0;
/** Rows that row groups are expected to have. */
let expectedRows: i32 = 0;

/** Room for what a page is made of: levels, indices of a dictionary, and a page before compression. */
let levels: usize = 0;
let ids: usize = 0;
let plain: usize = 0;

/** Room in front of values and text, where the levels of their page are put: the page is then in one piece. */
export function levelRoom(rows: i32): usize {
  return <usize>(rows >> 3) + 64;
}

/** `plainRoom` is for the largest page, its levels included, and for a dictionary page. */
export function setUpPages(rows: i32, plainRoom: usize): void {
  levels = allocate(levelRoom(rows));
  ids = allocate((<usize>rows << 2) + 64);
  plain = plainRoom;
}

export function expectRows(rows: i32): void {
  expectedRows = rows;
}

/** The most bytes of a data page of the batch, before compression. */
function mostPlainBytes(column: Column, rows: i32): u32 {
  const count = <u32>column.valueCount;
  const most = column.layout == LAYOUT_TEXT ? column.textBytes : column.layout == LAYOUT_IDS ? count << 1 : count << 3;
  return <u32>levelRoom(rows) + most + 64;
}

/** The most bytes of a dictionary page, once the batch is in it, before compression. */
function mostDictionaryBytes(column: Column): u32 {
  if (isString(column)) {
    // One that has just been given up is still what this batch refers to.
    return column.isDictionaryUsed || column.layout == LAYOUT_IDS ? dictionaryPageBytes(column) : 0;
  }
  if (column.dictionaryState == DICTIONARY_GIVEN_UP && !column.isDictionaryUsed) return 0;
  return <u32>(column.entryCount + column.valueCount) << 3;
}

/** Bytes of arena that pages of the batch's columns, and the dictionaries, take at most. */
export function mostBatchBytes(columns: usize, count: i32, rows: i32): u32 {
  let bytes: u64 = 0;
  for (let i = 0; i < count; i++) {
    const column = changetype<Column>(<usize>load<u32>(columns + (<usize>i << 2)));
    bytes += <u64>mostPageBytes(mostPlainBytes(column, rows));
    bytes += <u64>mostPageBytes(mostDictionaryBytes(column));
  }
  return <u32>min(bytes, <u64>u32.MAX_VALUE);
}

function isString(column: Column): bool {
  return column.kind >= KIND_STRING;
}

/** Definition levels of a nullable column at `levels`; returns their bytes. */
function makeLevels(column: Column, rows: i32): u32 {
  if (!column.isNullable) return 0;
  return <u32>(putLevels(column.validity, rows, column.valueCount, levels) - levels);
}

/** A page of dictionary indices, in `plain`. */
function putIndexPage(index: i32, column: Column, indices: usize, rows: i32): void {
  const count = column.valueCount;
  const levelBytes = makeLevels(column, rows);
  memory.copy(plain, levels, <usize>levelBytes);
  const width = max<u32>(1, bitWidth(<u32>column.entryCount));
  let end = plain + <usize>levelBytes;
  store<u8>(end, <u8>width);
  end = putHybrid(indices, count, width, end + 1);
  column.isDictionaryUsed = 1;
  putPage(index, DATA_PAGE, plain, <u32>(end - plain), rows, rows - count, RLE_DICTIONARY);
}

/** A page of values that stand at `values`, with room for the levels in front of them. */
function putPlainPage(index: i32, column: Column, values: usize, bytes: u32, rows: i32): void {
  const levelBytes = makeLevels(column, rows);
  const page = values - <usize>levelBytes;
  memory.copy(page, levels, <usize>levelBytes);
  putPage(index, DATA_PAGE, page, levelBytes + bytes, rows, rows - column.valueCount, PLAIN);
}

function putStringPage(index: i32, column: Column, rows: i32): void {
  if (column.valueCount == 0) putPlainPage(index, column, plain + levelRoom(rows), 0, rows);
  else if (column.layout == LAYOUT_TEXT) {
    findTextExtremes(column.text, column.text + <usize>column.textBytes);
    putPlainPage(index, column, column.text, column.textBytes, rows);
  } else {
    findIdExtremes(column, column.values, column.valueCount, plain);
    putIndexPage(index, column, column.values, rows);
  }
}

function putBooleanPage(index: i32, column: Column, rows: i32): void {
  const count = column.valueCount;
  findBooleanExtremes(column.values, count);
  v128.store(column.values + <usize>count, i64x2.splat(0));
  const bits = plain + levelRoom(rows);
  putBits(column.values, count, bits);
  putPlainPage(index, column, bits, <u32>((count + 7) >> 3), rows);
}

/** Days have four bytes in Parquet. */
function putDatePage(index: i32, column: Column, rows: i32): void {
  const days = plain + levelRoom(rows);
  for (let i = 0; i < column.valueCount; i++) {
    store<i32>(days + (<usize>i << 2), <i32>load<i64>(column.values + (<usize>i << 3)));
  }
  putPlainPage(index, column, days, <u32>column.valueCount << 2, rows);
}

function putDoublePage(index: i32, column: Column, rows: i32): void {
  const count = column.valueCount;
  if (storesDoubles()) {
    const levelBytes = makeLevels(column, rows);
    const contentBytes = putSnappyDoubles(column, levels, levelBytes, nextContent());
    notePage(index, DATA_PAGE, contentBytes, levelBytes + (<u32>count << 3), rows, rows - count, PLAIN);
    return;
  }
  if (column.layout == LAYOUT_DECIMALS) {
    spreadDecimals(column.values, count, column.scale, column.values);
    column.layout = LAYOUT_DOUBLES;
  }
  putPlainPage(index, column, column.values, <u32>count << 3, rows);
}

function putNumberPage(index: i32, column: Column, rows: i32): void {
  const count = column.valueCount;
  if (column.layout == LAYOUT_DOUBLES) {
    findDoubleExtremes(column.values, count);
    putDoublePage(index, column, rows);
    return;
  }
  findIntegerExtremes(column.values, count);
  const isTaken = putIds(column, count, smallest, largest, rowGroupRows, expectedRows, ids);
  if (column.layout == LAYOUT_DECIMALS) scaleExtremes(column.scale);
  if (isTaken) {
    putIndexPage(index, column, ids, rows);
  } else if (column.layout == LAYOUT_DECIMALS) putDoublePage(index, column, rows);
  else if (column.kind == KIND_DATE) putDatePage(index, column, rows);
  else putPlainPage(index, column, column.values, <u32>count << 3, rows);
}

/** Makes a data page of each column's rows. There must be room: see {@link mostBatchBytes}. */
export function putDataPages(columns: usize, count: i32, rows: i32, rowsBefore: i32): void {
  rowGroupRows = rowsBefore;
  for (let index = 0; index < count; index++) {
    const column = changetype<Column>(<usize>load<u32>(columns + (<usize>index << 2)));
    clearExtremes();
    if (isString(column)) putStringPage(index, column, rows);
    else if (column.valueCount == 0) putPlainPage(index, column, plain + levelRoom(rows), 0, rows);
    else if (column.layout == LAYOUT_BOOLEANS) putBooleanPage(index, column, rows);
    else putNumberPage(index, column, rows);
  }
}

/** The numbers of a dictionary as a PLAIN page in `plain`; returns its end. */
function putDictionaryNumbers(column: Column): usize {
  const count = column.entryCount;
  if (column.kind == KIND_FLOAT64) spreadDecimals(column.entries, count, column.dictionaryScale, plain);
  else if (column.kind != KIND_DATE) memory.copy(plain, column.entries, <usize>count << 3);
  else {
    for (let i = 0; i < count; i++) {
      store<i32>(plain + (<usize>i << 2), <i32>load<i64>(column.entries + (<usize>i << 3)));
    }
    return plain + (<usize>count << 2);
  }
  return plain + (<usize>count << 3);
}

/** Makes the dictionary pages of the columns whose pages have used one. There must be room: see {@link mostBatchBytes}. */
export function putDictionaryPages(columns: usize, count: i32): void {
  for (let index = 0; index < count; index++) {
    const column = changetype<Column>(<usize>load<u32>(columns + (<usize>index << 2)));
    if (!column.isDictionaryUsed) continue;
    clearExtremes();
    const end = isString(column) ? putDictionaryStrings(column, plain) : putDictionaryNumbers(column);
    putPage(index, DICTIONARY_PAGE, plain, <u32>(end - plain), column.entryCount, 0, PLAIN);
  }
}
