import type { BodyStream } from '@parquetry/core';

// Of a prime length, so that no part or range begins as another does.
const PATTERN = Buffer.from(Array.from({ length: 65_521 }, (_, at) => (at * 31 + (at >> 8)) & 255));

/** Bytes that tell where they stand. */
export const patterned = (length: number): Buffer => Buffer.alloc(length, PATTERN);

/** A body whose chunks all use the same memory, as the contract allows. */
export async function* reusingBody(content: Buffer, chunkBytes: number): BodyStream {
  const memory = Buffer.alloc(chunkBytes);
  for (let from = 0; from < content.length; from += chunkBytes) {
    const length = content.copy(memory, 0, from, from + chunkBytes);
    yield memory.subarray(0, length);
    memory.fill(0);
  }
}
