import { joinChunks } from './join-chunks.ts';

/** Where an object lives. For files, `bucket` is an absolute directory and `key` a path below it, with `/`. */
export interface ObjectRef {
  readonly bucket: string;
  readonly key: string;
}

export interface ObjectStat {
  readonly ref: ObjectRef;
  readonly bytes: number;
  /** Changes whenever the content may have changed. */
  readonly etag: string;
}

/** Half open: `start` is read, `end` is not. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export type ByteStream = AsyncIterable<Uint8Array>;

/**
 * What is written: chunks, or several pieces at once. A store is done with the bytes of a chunk when it asks for the next
 * one, so that whoever makes them may use their memory again.
 */
export type BodyStream = AsyncIterable<Uint8Array | readonly Uint8Array[]>;

export interface ReadOptions {
  readonly range?: ByteRange;
  /** The read fails with `changed` unless the object still has this etag. */
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
  /**
   * Memory for the next chunk of at most `bytes`, for stores that read into what they are given. It is asked for while
   * the chunk before is still in use. A hint: chunks may be anywhere else.
   */
  readonly into?: (bytes: number) => Uint8Array;
}

/** Everything a conversion needs of storage. Absence is a value (`undefined`), trouble is a {@link StoreError}. */
export interface ObjectStore {
  stat(ref: ObjectRef, signal?: AbortSignal): Promise<ObjectStat | undefined>;
  /** Fails with `not-found` when the object does not exist. */
  read(ref: ObjectRef, options?: ReadOptions): ByteStream;
  /** All or nothing: the object appears, or replaces its predecessor, once `body` has ended. */
  write(ref: ObjectRef, body: BodyStream, signal?: AbortSignal): Promise<ObjectStat>;
  /** Objects whose key starts with `prefix`, in key order. */
  list(bucket: string, prefix: string, signal?: AbortSignal): AsyncIterable<ObjectStat>;
  /** Deleting what does not exist is no error. */
  delete(ref: ObjectRef, signal?: AbortSignal): Promise<void>;
}

/** The last three may pass by themselves. */
export type StoreErrorCode =
  | 'not-found'
  | 'changed'
  | 'denied'
  | 'no-space'
  | 'not-a-file'
  | 'io'
  | 'throttled'
  | 'unavailable'
  | 'timeout';

export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly ref: ObjectRef;

  constructor(code: StoreErrorCode, ref: ObjectRef, message: string, options: { cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'StoreError';
    this.code = code;
    this.ref = ref;
  }

  /** Whether the same call may succeed later. */
  get retryable(): boolean {
    return this.code === 'throttled' || this.code === 'unavailable' || this.code === 'timeout';
  }
}

/** Joins a stream into one buffer; only for objects known to fit in memory. */
export async function collectBytes(stream: ByteStream): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : joinChunks(chunks);
}

/** Joins what is to be written into one buffer of its own; only for objects known to fit in memory. */
export async function collectBody(body: BodyStream): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    // Copied at once: the bytes may be others when the next chunk comes.
    for (const piece of chunk instanceof Uint8Array ? [chunk] : chunk) chunks.push(new Uint8Array(piece));
  }
  return joinChunks(chunks);
}

/** The path a person would recognise the object by; without a bucket, the key alone. */
export function displayRef(ref: ObjectRef): string {
  if (ref.bucket === '') return ref.key;
  return ref.bucket === '/' ? `/${ref.key}` : `${ref.bucket}/${ref.key}`;
}
