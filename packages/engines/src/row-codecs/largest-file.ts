/** Node and the libraries, and the pages that parquetjs-lite has in hand. */
const BASE_BYTES = 40 << 20;
/**
 * Row objects hold a whole file in the heap. On Node 24 a row takes 64 bytes and each cell 8, or 32 where it has two
 * characters or more: at worst 11 bytes per byte, and up to 56 more where a row is a single empty cell. (The smallest
 * heap that hflights, 16 MB in 21 columns, got by with was 166 MB.)
 */
const HEAP_PER_BYTE = 12;
const HEAP_PER_BYTE_OF_ONE_COLUMN = 56;

/** What is left of `memoryBytes` for rows. */
export const heapForRows = (memoryBytes: number) => Math.max(0, memoryBytes - BASE_BYTES);

/** The bytes of text that become row objects and files within `memoryBytes`; 0 when the memory is not enough for any. */
export function largestFileBytes(memoryBytes: number, columns: number): number {
  const perByte = HEAP_PER_BYTE + HEAP_PER_BYTE_OF_ONE_COLUMN / columns;
  return Math.floor(heapForRows(memoryBytes) / perByte);
}

const mebibytes = (bytes: number) => `${(bytes / (1 << 20)).toFixed(1)} MiB`;

export const tooLarge = (name: string, largestBytes: number) =>
  `${name} holds more than ${mebibytes(largestBytes)} of text, the most that fits the memory limit as row objects; ` +
  'allow more memory or take an engine that streams';
