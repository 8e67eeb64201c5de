import type { BodyStream } from '@parquetry/core';
import type { PartMemory } from './part-memory.ts';

export interface PartOfBody {
  /** The receiver's own until it is given back to the memory. */
  readonly buffer: Uint8Array;
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
}

const sumOf = (pieces: readonly Uint8Array[]) => pieces.reduce((sum, { length }) => sum + length, 0);

/** A body as parts of `partBytes`, the last one shorter; always at least one. Chunks are copied before the next one is asked for. */
export async function* cutIntoParts(
  body: BodyStream,
  memory: PartMemory,
): AsyncGenerator<PartOfBody, void, undefined> {
  const { partBytes } = memory;
  let buffer: Uint8Array = new Uint8Array(0);
  let used = 0;
  for await (const chunk of body) {
    const pieces = chunk instanceof Uint8Array ? [chunk] : chunk;
    buffer = memory.grow(buffer, used, Math.min(partBytes, used + sumOf(pieces)));
    for (const piece of pieces) {
      for (let from = 0; from < piece.length; ) {
        if (used === partBytes) {
          yield { buffer, bytes: buffer, isLast: false };
          buffer = memory.take();
          used = 0;
        }
        const some = piece.subarray(from, from + partBytes - used);
        buffer.set(some, used);
        used += some.length;
        from += some.length;
      }
    }
  }
  yield { buffer, bytes: buffer.subarray(0, used), isLast: true };
}
