import {
  JSON_LINES,
  STOP_ARRAY_END,
  STOP_INPUT_USED,
  STOP_NOT_MINE,
  STOP_OUTPUT_FULL,
} from '../../src/abi/json';
import { copyValue } from './copy-value';
import { beginGlue, glueEnd, isArrayEnd, readGlue, readOpening, setGlue } from './glue';
import {
  COMMA,
  failedAt,
  inputEnd,
  isLastInput,
  LINE_FEED,
  NO_JSON,
  OPEN_OBJECT,
  openInput,
  setBlanksInside,
  skipBlanksBetween,
} from './input';
import { endOfRecord, isGlueAt, Key, opening, setUpKeys, width } from './keys';
import { FIELD_ROOM, isFull, openOutput, out, roomEnd, setOut } from './output';
import { putNulls, readShuffled } from './shuffled';

/** What was cut off may be seen by so many bytes too early: the longest is a pair of escapes, `\ud83d\ude00`. */
const LOOK_AHEAD: usize = 16;

/** Where the scan stopped: everything before is done with. */
export let consumedTo: usize = 0;
/** Behind the last byte of the canonical text. */
export let textEnd: usize = 0;
/** STOP_… */
export let stopReason: i32 = 0;

let areLines: bool = true;
let mostRecordBytes: usize = 0;
/** Whether keys have turned up in another order than the columns: then the next records are expected to be so too. */
let isShuffled: bool = false;

/**
 * Gets ready for a text of the given layout (JSON_…) and a table of `fields` columns, one at least; the keys of those
 * that the text may have are added next. `nameBytes`: bytes of all their names as JSON spells them, quotes included.
 * Records longer than `mostBytes`, the white space behind them counted, are left to the slow path. Every buffer is new.
 */
export function setUpJson(layout: i32, fields: i32, nameBytes: usize, mostBytes: usize): void {
  areLines = layout == JSON_LINES;
  mostRecordBytes = mostBytes;
  setBlanksInside(areLines);
  setGlue(areLines);
  setUpKeys(fields, nameBytes, areLines);
}

/**
 * Writes the records between `start` and `end` as canonical rows, until it must stop: see STOP_…. The text begins where
 * a record may begin: behind a line end, behind the bracket of an array, or behind the comma of a record. Of a record
 * that was not taken, nothing counts. Returns the number of records.
 *
 * `text` has `textCapacity` bytes, at least 17 per field, or nothing fits. `index` has `indexCapacity` bytes, and four
 * more before it. `recordStarts` has four bytes for every record that the index has room for: the addresses where they
 * begin. While it runs, the byte at `end` is another one; so there must be one.
 */
export function scanJson(
  start: usize,
  end: usize,
  isLast: bool,
  text: usize,
  textCapacity: usize,
  index: usize,
  indexCapacity: usize,
  recordStarts: usize,
): i32 {
  const behind = load<u8>(end);
  store<u8>(end, NO_JSON);
  openInput(end, isLast);
  const taken = FIELD_ROOM * <usize>width;
  // Without so much room, no record can begin: not even at `text`.
  openOutput(text, textCapacity < taken ? text - 1 : text + textCapacity - taken);
  beginGlue();
  isShuffled = false;
  store<u32>(index - 4, <u32>(text - 1));
  const records = scanRecords(start, text + textCapacity, index, index + indexCapacity, recordStarts);
  textEnd = out;
  store<u8>(end, behind);
  return records;
}

function scanRecords(start: usize, textLimit: usize, index: usize, indexLimit: usize, recordStarts: usize): i32 {
  const rowBytes = <usize>width << 2;
  let at = start;
  let row = index;
  let records: usize = 0;
  while (true) {
    if (load<u8>(at) != OPEN_OBJECT) at = skipBlanksBetween(at);
    consumedTo = at;
    if (at == inputEnd) stopReason = STOP_INPUT_USED;
    else if (load<u8>(at) != OPEN_OBJECT) stopReason = STOP_NOT_MINE;
    else if (out > roomEnd || row + rowBytes > indexLimit) stopReason = STOP_OUTPUT_FULL;
    else {
      const text = out;
      const next = readRecord(at, row, textLimit);
      if (next != 0 && next - at <= mostRecordBytes) {
        store<u32>(recordStarts + (records << 2), <u32>at);
        records += 1;
        row += rowBytes;
        at = next;
        if (!isArrayEnd) continue;
        consumedTo = at;
        stopReason = STOP_ARRAY_END;
      } else {
        setOut(text);
        stopReason = next == 0 ? reasonToStop(at) : STOP_NOT_MINE;
      }
    }
    return <i32>records;
  }
}

/** Reads the record at `start` into the row at `row`; returns where the next one may begin, 0 if it cannot be read. */
function readRecord(start: usize, row: usize, textLimit: usize): usize {
  if (!isShuffled) {
    const text = out;
    const end = readInOrder(start, row);
    if (!isShuffled) return end;
    setOut(text);
  }
  return readShuffled(start, row, textLimit);
}

/** As `readRecord`, writing each field where it goes: as long as the keys are in the order of the columns. */
function readInOrder(start: usize, row: usize): usize {
  let key: Key;
  let at: usize;
  if (opening.glueBytes != 0 && isGlueAt(opening, start)) {
    key = opening.next;
    at = start + opening.glueBytes;
  } else {
    key = readOpening(start);
    at = glueEnd;
  }
  let entry = row;
  while (key !== endOfRecord) {
    if (key === changetype<Key>(0)) return 0;
    const place = row + key.place;
    if (entry != place) {
      if (entry > place) {
        isShuffled = true;
        return 0;
      }
      putNulls(entry, place);
    }
    at = copyValue(key, at);
    if (at == 0) return 0;
    store<u8>(out, COMMA);
    store<u32>(place, <u32>out);
    setOut(out + 1);
    entry = place + 4;
    const next = key.next;
    if (isGlueAt(next, at)) {
      at += next.glueBytes;
      key = next;
    } else {
      key = readGlue(key, at);
      at = glueEnd;
    }
  }
  putNulls(entry, row + endOfRecord.place);
  store<u8>(out - 1, LINE_FEED);
  return at;
}

/** Why the record at `start` could not be read. */
function reasonToStop(start: usize): i32 {
  if (isFull) return STOP_OUTPUT_FULL;
  if (isLastInput || inputEnd - start > mostRecordBytes) return STOP_NOT_MINE;
  if (!areLines) return failedAt + LOOK_AHEAD >= inputEnd ? STOP_INPUT_USED : STOP_NOT_MINE;
  for (let at = start; at < inputEnd; at++) if (load<u8>(at) == LINE_FEED) return STOP_NOT_MINE;
  return STOP_INPUT_USED;
}
