import type { FileHandle } from 'node:fs/promises';
import type { BodyStream } from './object-store.ts';

/** Some systems take no more pieces at once (IOV_MAX). */
const MOST_PIECES = 1024;

async function writeWhole(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length; ) at += (await file.write(piece, at)).bytesWritten;
}

/** Writes pieces one behind the other; lengths are taken first, since what a piece views may move meanwhile. */
async function writePieces(file: FileHandle, pieces: readonly Uint8Array[]): Promise<number> {
  let written = 0;
  for (let from = 0; from < pieces.length; from += MOST_PIECES) {
    const some = pieces.slice(from, from + MOST_PIECES);
    const wanted = some.reduce((sum, { length }) => sum + length, 0);
    let { bytesWritten } = await file.writev(some);
    for (const piece of bytesWritten < wanted ? some : []) {
      const done = Math.min(bytesWritten, piece.length);
      bytesWritten -= done;
      await writeWhole(file, piece.subarray(done));
    }
    written += wanted;
  }
  return written;
}

/**
 * Writes a body to an open file, chunk by chunk: each has been written when the next one is asked for. Returns the
 * bytes written. An abort does not wait for the body.
 */
export async function writeBody(file: FileHandle, body: BodyStream, signal?: AbortSignal): Promise<number> {
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => {});
  const onAbort = () => aborted.reject(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const iterator = body[Symbol.asyncIterator]();
  let written = 0;
  let hasEnded = false;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const next = await Promise.race([iterator.next(), aborted.promise]);
      if (next.done) {
        hasEnded = true;
        return written;
      }
      const { value } = next;
      written += await writePieces(file, value instanceof Uint8Array ? [value] : value);
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    if (!hasEnded) iterator.return?.().catch(() => {});
  }
}
