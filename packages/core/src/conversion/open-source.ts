import type { Transform } from 'node:stream';
import {
  type ByteStream,
  displayRef,
  type ObjectRef,
  type ObjectStore,
  type ReadOptions,
} from '../store/object-store.ts';
import { formatCount } from '../text/format-count.ts';
import { BadInputError } from './errors.ts';
import { startsZstd, ZstdFrameError, ZstdFrames } from './zstd-frames.ts';

export type Compression = 'none' | 'gzip' | 'zstd';

const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** By content, never by name: RFC 1952 section 2.3.1, RFC 8878 section 3.1. */
export function detectCompression(head: Uint8Array): Compression {
  if (head[0] === GZIP_MAGIC[0] && head[1] === GZIP_MAGIC[1]) return 'gzip';
  return startsZstd(head) ? 'zstd' : 'none';
}

export interface SourceVersion {
  readonly ref: ObjectRef;
  readonly compression: Compression;
  readonly etag?: string | undefined;
  /** As stored; where known, nothing behind the end of compressed data goes unnoticed. */
  readonly bytes?: number;
}

const OUTPUT_CHUNK_BYTES = 1 << 18;

function damaged(source: SourceVersion, cause: unknown): BadInputError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new BadInputError(
    `${displayRef(source.ref)}: the ${source.compression} data is damaged or cut short (${why})`,
    { cause },
  );
}

function unexpectedRest({ ref, compression, bytes }: SourceVersion, start: number): BadInputError {
  const of = bytes === undefined ? '' : ` of ${formatCount(bytes)}`;
  return new BadInputError(
    `${displayRef(ref)}: the ${compression} data ends at byte ${formatCount(start)}${of}, ` +
      `and what follows is not ${compression}; unpack it another way, or cut it off`,
  );
}

/** Zeros pad tapes and sectors; anything else behind the last gzip member or zstd frame would be lost. */
async function refuseRest(rest: ByteStream, source: SourceVersion, start: number): Promise<void> {
  for await (const chunk of rest) if (chunk.some((byte) => byte !== 0)) throw unexpectedRest(source, start);
}

function readStored(
  store: ObjectStore,
  { ref, etag }: SourceVersion,
  signal?: AbortSignal,
  range?: { start: number; end: number },
  into?: ReadOptions['into'],
): ByteStream {
  return store.read(ref, {
    ...(into && { into }),
    ...(range && { range }),
    ...(etag !== undefined && { ifMatch: etag }),
    ...(signal && { signal }),
  });
}

/** Loaded when something is compressed: a process that converts one file has no time for it. */
const zlib = () => import('node:zlib');

/** Pipes compressed bytes through a decompressor of Node. */
async function* throughDecompressor(stored: ByteStream, decompressor: Transform): ByteStream {
  const { Readable } = await import('node:stream');
  const input = Readable.from(stored, { objectMode: true });
  input.on('error', (error) => decompressor.destroy(error));
  try {
    yield* input.pipe(decompressor);
  } finally {
    input.destroy();
    decompressor.destroy();
  }
}

async function* gunzipped(store: ObjectStore, source: SourceVersion, signal?: AbortSignal): ByteStream {
  const { createGunzip } = await zlib();
  const gunzip = createGunzip({ chunkSize: OUTPUT_CHUNK_BYTES });
  yield* throughDecompressor(readStored(store, source, signal), gunzip);
  const { bytesWritten: start } = gunzip;
  const { bytes: end = 0 } = source;
  if (start < end) await refuseRest(readStored(store, source, signal, { start, end }), source, start);
}

async function* unzstd(store: ObjectStore, source: SourceVersion, signal?: AbortSignal): ByteStream {
  const { createZstdDecompress } = await zlib();
  const frames = new ZstdFrames(readStored(store, source, signal));
  try {
    while (await frames.next()) {
      yield* throughDecompressor(frames.frame(), createZstdDecompress({ chunkSize: OUTPUT_CHUNK_BYTES }));
    }
    await refuseRest(frames.rest(), source, frames.offset);
  } finally {
    await frames.close();
  }
}

function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return error instanceof ZstdFrameError || /^Z(STD)?_/.test(code);
}

/**
 * The uncompressed bytes of an object; several gzip members, or zstd frames, in a row read as one. `into`: as in
 * `ReadOptions`, where nothing has to be decompressed.
 */
export async function* openSource(
  store: ObjectStore,
  source: SourceVersion,
  signal?: AbortSignal,
  into?: ReadOptions['into'],
): ByteStream {
  const { compression } = source;
  try {
    if (compression === 'gzip') yield* gunzipped(store, source, signal);
    else if (compression === 'zstd') yield* unzstd(store, source, signal);
    else yield* readStored(store, source, signal, undefined, into);
  } catch (cause) {
    signal?.throwIfAborted();
    throw isDamage(cause) ? damaged(source, cause) : cause;
  }
}
