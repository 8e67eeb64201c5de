import { copyValue } from './copy-value';
import { glueEnd, readGlue, readOpening } from './glue';
import { COMMA, fail, LINE_FEED } from './input';
import { cells, endOfRecord, isGlueAt, Key, opening, width } from './keys';
import { copyChunks, giveUpForRoom, out, setOut } from './output';

/** Writes empty fields whose index entries are those from `entry` to `end`. */
export function putNulls(entry: usize, end: usize): void {
  let to = out;
  for (; entry < end; entry += 4, to++) {
    store<u8>(to, COMMA);
    store<u32>(entry, <u32>to);
  }
  setOut(to);
}

/**
 * Reads a record whose keys come in any order: its values are written as they come, and put in order in the end.
 * Returns where the next record may begin, 0 if this one cannot be read, or has a key twice.
 */
export function readShuffled(start: usize, row: usize, textLimit: usize): usize {
  const text = out;
  const end = readCells(start);
  if (end != 0 && putInOrder(text, row, textLimit)) return end;
  memory.fill(cells, 0, <usize>width << 3);
  return 0;
}

function readCells(start: usize): usize {
  let key: Key;
  let at: usize;
  if (opening.glueBytes != 0 && isGlueAt(opening, start)) {
    key = opening.next;
    at = start + opening.glueBytes;
  } else {
    key = readOpening(start);
    at = glueEnd;
  }
  while (key !== endOfRecord) {
    if (key === changetype<Key>(0)) return 0;
    const cell = cells + (key.place << 1);
    if (load<u32>(cell)) return fail(at);
    store<u32>(cell, <u32>out);
    at = copyValue(key, at);
    if (at == 0) return 0;
    store<u32>(cell + 4, <u32>out);
    const next = key.next;
    if (isGlueAt(next, at)) {
      at += next.glueBytes;
      key = next;
    } else {
      key = readGlue(key, at);
      at = glueEnd;
    }
  }
  return at;
}

/** Makes a row of the cells, whose text begins at `text`; `false` when there is no room for both. Leaves no cells. */
function putInOrder(text: usize, row: usize, textLimit: usize): bool {
  const bytes = out - text;
  // Far enough away for 16 bytes at once.
  const moved = out + <usize>width + 16;
  if (moved + bytes > textLimit) {
    giveUpForRoom();
    return false;
  }
  copyChunks(moved, text, bytes);
  let to = text;
  for (let field: usize = 0; field < <usize>width; field++) {
    const cell = cells + (field << 3);
    const from = <usize>load<u32>(cell);
    if (from) {
      const length = <usize>load<u32>(cell + 4) - from;
      copyChunks(to, from - text + moved, length);
      to += length;
      store<u64>(cell, 0);
    }
    store<u8>(to, COMMA);
    store<u32>(row + (field << 2), <u32>to);
    to += 1;
  }
  store<u8>(to - 1, LINE_FEED);
  setOut(to);
  return true;
}
