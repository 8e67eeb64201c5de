import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type ByteStream, displayRef, type ObjectRef, type ObjectStore } from '../store/object-store.ts';
import { BadInputError } from './errors.ts';

export type Compression = 'none' | 'gzip' | 'zstd';

const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** By content, never by name: RFC 1952 section 2.3.1. */
export function detectCompression(head: Uint8Array): Compression {
  return head[0] === GZIP_MAGIC[0] && head[1] === GZIP_MAGIC[1] ? 'gzip' : 'none';
}

export interface SourceVersion {
  readonly ref: ObjectRef;
  readonly compression: Compression;
  readonly etag?: string | undefined;
  /** As stored; where known, nothing behind the end of gzip data goes unnoticed. */
  readonly bytes?: number;
}

/** Zeros pad tapes and sectors; anything else behind the last gzip member would be lost. */
async function refuseTrailingData(
  store: ObjectStore,
  source: SourceVersion,
  start: number,
  signal?: AbortSignal,
): Promise<void> {
  const { ref, bytes: end = 0, etag } = source;
  if (start >= end) return;
  const range = { start, end };
  const ifMatch = etag === undefined ? {} : { ifMatch: etag };
  for await (const chunk of store.read(ref, { range, ...ifMatch, ...(signal && { signal }) })) {
    if (chunk.every((byte) => byte === 0)) continue;
    throw new BadInputError(
      `${displayRef(ref)}: the gzip data ends at byte ${start.toLocaleString('en-US')} of ${end.toLocaleString('en-US')}, ` +
        'and what follows is not gzip; unpack it another way, or cut it off',
    );
  }
}

/** The uncompressed bytes of an object; several gzip members in a row read as one. */
export async function* openSource(
  store: ObjectStore,
  source: SourceVersion,
  signal?: AbortSignal,
): ByteStream {
  const stored = store.read(source.ref, {
    ...(source.etag !== undefined && { ifMatch: source.etag }),
    ...(signal && { signal }),
  });
  if (source.compression === 'none') {
    yield* stored;
    return;
  }
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  const input = Readable.from(stored, { objectMode: true });
  input.on('error', (error) => gunzip.destroy(error));
  try {
    yield* input.pipe(gunzip);
    await refuseTrailingData(store, source, gunzip.bytesWritten, signal);
  } catch (cause) {
    signal?.throwIfAborted();
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (!code.startsWith('Z_')) throw cause;
    throw new BadInputError(
      `${displayRef(source.ref)}: the gzip data is damaged or cut short (${(cause as Error).message})`,
      { cause },
    );
  } finally {
    input.destroy();
    gunzip.destroy();
  }
}
