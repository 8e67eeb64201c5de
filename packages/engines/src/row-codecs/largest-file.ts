/** Node and the libraries, and the pages that parquetjs-lite has in hand. */
const BASE_BYTES = 40 << 20;
/**
 * Row objects hold a whole file in the heap. The smallest heap that conversions got by with on Node 24 was 20 MiB and
 * 7 to 9 bytes per byte of ten columns or more, 17 of two and 36 of one, where a row costs its object more than its
 * cells; these figures lie a third above.
 */
const HEAP_PER_BYTE = 12;
const HEAP_PER_BYTE_OF_ONE_COLUMN = 28;

/** The bytes of CSV that become row objects and files within `memoryBytes`; 0 when the memory is not enough for any. */
export function largestFileBytes(memoryBytes: number, columns: number): number {
  const perByte = HEAP_PER_BYTE + HEAP_PER_BYTE_OF_ONE_COLUMN / columns;
  return Math.max(0, Math.floor((memoryBytes - BASE_BYTES) / perByte));
}

const mebibytes = (bytes: number) => `${(bytes / (1 << 20)).toFixed(1)} MiB`;

export const tooLarge = (name: string, largestBytes: number) =>
  `${name} holds more than ${mebibytes(largestBytes)} of CSV, the most that fits the memory limit as row objects; ` +
  'allow more memory or take an engine that streams';
