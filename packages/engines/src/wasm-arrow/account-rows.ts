import type { ByteStream } from '@parquetry/core';

/** A file's bytes as they are made; at its end it tells how many rows it has written. */
export type EncodedFile = AsyncGenerator<Uint8Array, number, void>;

/**
 * The bytes of a file whose rows must be all that were read. `rowsRead` is asked when the file has ended.
 *
 * @throws Error before the stream ends, so that whoever stores it never sees it whole.
 */
export async function* accounted(format: string, file: EncodedFile, rowsRead: () => number): ByteStream {
  const written = yield* file;
  const read = rowsRead();
  if (written !== read) {
    throw new Error(
      `internal error: ${format} has ${written} of the ${read} rows read; nothing was kept, please report it`,
    );
  }
}
