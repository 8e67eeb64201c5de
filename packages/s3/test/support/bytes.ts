import type { BodyStream } from '@parquetry/core';

/** Bytes that tell where they stand. */
export function patterned(length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; at += 1) bytes[at] = (at * 31 + (at >> 8)) & 255;
  return bytes;
}

/** A body whose chunks all use the same memory, as the contract allows. */
export async function* reusingBody(content: Buffer, chunkBytes: number): BodyStream {
  const memory = Buffer.alloc(chunkBytes);
  for (let from = 0; from < content.length; from += chunkBytes) {
    const length = content.copy(memory, 0, from, from + chunkBytes);
    yield memory.subarray(0, length);
    memory.fill(0);
  }
}
