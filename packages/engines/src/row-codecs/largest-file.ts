/** Node and the libraries, and the pages that parquetjs-lite has in hand. */
const BASE_BYTES = 46 << 20;
/**
 * Row objects hold a whole file in the heap. On Node 24 a row takes 64 bytes and each cell 8, or 32 where it has two
 * characters or more: at worst 11 bytes per byte, and up to 56 more where a row is a single empty cell. (The smallest
 * heap that hflights, 16 MB in 21 columns, got by with was 166 MB.)
 */
const HEAP_PER_BYTE = 12;
const HEAP_PER_BYTE_OF_ONE_COLUMN = 56;
/** Objects of more properties than this are hash tables: a cell takes 50 bytes, however short. */
const MOST_QUICK_CELLS = 1020;
const ROW_BYTES = 56;
const CELL_BYTES = 8;
const HASHED_CELL_BYTES = 50;

const isHashed = (columns: number) => columns > MOST_QUICK_CELLS;

/** What is left of `memoryBytes` for rows. */
export const heapForRows = (memoryBytes: number) => Math.max(0, memoryBytes - BASE_BYTES);

/** The bytes of text that become row objects and files within `memoryBytes`; 0 when the memory is not enough for any. */
export function largestFileBytes(memoryBytes: number, columns: number): number {
  const ofRows = HEAP_PER_BYTE_OF_ONE_COLUMN / columns;
  const perByte = HEAP_PER_BYTE + (isHashed(columns) ? HASHED_CELL_BYTES : ofRows);
  return Math.floor(heapForRows(memoryBytes) / perByte);
}

/** What rows take whose cells hold `contentBytes` together: never more than `largestFileBytes` reckons with. */
export function heapOfRows(rows: number, columns: number, contentBytes: number): number {
  const perRow = ROW_BYTES + columns * (isHashed(columns) ? HASHED_CELL_BYTES : CELL_BYTES);
  return rows * perRow + HEAP_PER_BYTE * contentBytes;
}

const mebibytes = (bytes: number) => `${(bytes / (1 << 20)).toFixed(1)} MiB`;

export const tooLarge = (name: string, largestBytes: number) =>
  `${name} holds more than ${mebibytes(largestBytes)} of text, the most that fits the memory limit as row objects; ` +
  'allow more memory or take an engine that streams';
