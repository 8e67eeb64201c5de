import { writevSync, writev as writevWithCallback } from 'node:fs';
import { promisify } from 'node:util';
import type { BodyStream } from './object-store.ts';

const writev = promisify(writevWithCallback);

/** Some systems take no more pieces at once (IOV_MAX). */
const MOST_PIECES = 1024;
/** Fewer bytes are written sooner than a thread of the pool takes them over. */
const FEW_BYTES = 1 << 18;

interface Written {
  readonly bytesWritten: number;
}

const writeSome = (fd: number, pieces: readonly Uint8Array[], bytes: number): Promise<Written> | Written =>
  bytes <= FEW_BYTES ? { bytesWritten: writevSync(fd, pieces) } : writev(fd, pieces);

/** What is left of pieces whose first `done` bytes are written. */
function restOf(pieces: readonly Uint8Array[], done: number): Uint8Array[] {
  let skipped = done;
  return pieces.flatMap((piece) => {
    const some = Math.min(skipped, piece.length);
    skipped -= some;
    return some === piece.length ? [] : [piece.subarray(some)];
  });
}

async function writePieces(fd: number, pieces: readonly Uint8Array[]): Promise<void> {
  for (let from = 0; from < pieces.length; from += MOST_PIECES) {
    let some = pieces.slice(from, from + MOST_PIECES);
    let bytes = some.reduce((sum, { length }) => sum + length, 0);
    while (bytes > 0) {
      const { bytesWritten } = await writeSome(fd, some, bytes);
      bytes -= bytesWritten;
      if (bytes > 0) some = restOf(some, bytesWritten);
    }
  }
}

/**
 * Writes a body to an open file, chunk by chunk: each has been written when the next one is asked for. An abort does not
 * wait for the body.
 */
export async function writeBody(fd: number, body: BodyStream, signal?: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => {});
  const onAbort = () => aborted.reject(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const iterator = body[Symbol.asyncIterator]();
  let hasEnded = false;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const next = await (signal ? Promise.race([iterator.next(), aborted.promise]) : iterator.next());
      if (next.done) {
        hasEnded = true;
        return;
      }
      const { value } = next;
      await writePieces(fd, value instanceof Uint8Array ? [value] : value);
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    if (!hasEnded) iterator.return?.().catch(() => {});
  }
}
