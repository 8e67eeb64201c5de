import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type ByteStream, displayRef, type ObjectRef, type ObjectStore } from '../store/object-store.ts';
import { BadInputError } from './errors.ts';

export type Compression = 'none' | 'gzip';

const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** By content, never by name: RFC 1952 section 2.3.1. */
export function detectCompression(head: Uint8Array): Compression {
  return head[0] === GZIP_MAGIC[0] && head[1] === GZIP_MAGIC[1] ? 'gzip' : 'none';
}

export interface SourceVersion {
  readonly ref: ObjectRef;
  readonly compression: Compression;
  readonly etag?: string | undefined;
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
