/**
 * Row objects hold a whole file in the heap. Measured on Node 24 as the smallest heap that a conversion gets by with:
 * see `test/row-codecs/largest-file.test.ts`.
 */
const BASE_BYTES = 48 << 20;
const HEAP_PER_BYTE = 14;
/** A row of few columns costs its object more than its cells. */
const HEAP_PER_BYTE_OF_ONE_COLUMN = 26;

/** The bytes of CSV that become row objects and files within `memoryBytes`; 0 when the memory is not enough for any. */
export function largestFileBytes(memoryBytes: number, columns: number): number {
  const perByte = HEAP_PER_BYTE + HEAP_PER_BYTE_OF_ONE_COLUMN / columns;
  return Math.max(0, Math.floor((memoryBytes - BASE_BYTES) / perByte));
}

const mebibytes = (bytes: number) => `${(bytes / (1 << 20)).toFixed(1)} MiB`;

export const tooLarge = (name: string, largestBytes: number) =>
  `${name} holds more than ${mebibytes(largestBytes)} of CSV, the most that fits the memory limit as row objects; ` +
  'allow more memory or take an engine that streams';
