import type { BodyStream } from '@parquetry/core';
import type { PartPool } from './part-pool.ts';

export interface PartOfBody {
  /** The receiver's own until it is given back to the pool. */
  readonly buffer: Uint8Array;
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
}

const LEAST_BYTES = 64 << 10;

/** Room for `bytes`, at most `mostBytes`; what `buffer` holds in its first `used` bytes is kept. A small body takes no whole part. */
function grow(buffer: Uint8Array, used: number, bytes: number, mostBytes: number): Uint8Array {
  const needed = Math.min(bytes, mostBytes);
  if (needed <= buffer.length) return buffer;
  const wanted = Math.max(needed, 2 * buffer.length, LEAST_BYTES);
  const grown = Buffer.allocUnsafeSlow(Math.min(wanted, mostBytes));
  grown.set(buffer.subarray(0, used));
  return grown;
}

const sumOf = (pieces: readonly Uint8Array[]) => pieces.reduce((sum, { length }) => sum + length, 0);

/** A body as parts of the pool's size, the last one shorter; always at least one. Chunks are copied before the next one is asked for. */
export async function* cutIntoParts(
  body: BodyStream,
  pool: PartPool,
): AsyncGenerator<PartOfBody, void, undefined> {
  const { partBytes } = pool;
  let buffer: Uint8Array = new Uint8Array(0);
  let used = 0;
  for await (const chunk of body) {
    const pieces = chunk instanceof Uint8Array ? [chunk] : chunk;
    buffer = grow(buffer, used, used + sumOf(pieces), partBytes);
    for (const piece of pieces) {
      for (let from = 0; from < piece.length; ) {
        if (used === partBytes) {
          yield { buffer, bytes: buffer, isLast: false };
          buffer = pool.take();
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
