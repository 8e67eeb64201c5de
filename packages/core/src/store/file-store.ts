// `node:fs/promises`, which many conversions need nothing of, is loaded by the first use of `promises`.
import {
  closeSync,
  promises as files,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  type Stats,
  statSync,
} from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import {
  type BodyStream,
  type ByteRange,
  type ByteStream,
  displayRef,
  type ObjectRef,
  type ObjectStat,
  type ObjectStore,
  type ReadOptions,
  StoreError,
  type StoreErrorCode,
} from './object-store.ts';
import { markReopenable } from './store-spec.ts';
import { writeBody } from './write-pieces.ts';

const READ_CHUNK_BYTES = 1 << 20;
/**
 * Smaller files are read, and few bytes written, by calls that block: they take some microseconds, the way through the
 * thread pool many times that (docs/decisions.md).
 */
const SMALL_FILE_BYTES = 1 << 18;

const CODES: Readonly<Record<string, { code: StoreErrorCode; says: string }>> = {
  ENOENT: { code: 'not-found', says: 'does not exist' },
  EISDIR: { code: 'not-a-file', says: 'is a directory, not a file' },
  ENOTDIR: { code: 'not-a-file', says: 'lies below something that is not a directory' },
  EEXIST: { code: 'not-a-file', says: 'lies below something that is not a directory' },
  EACCES: { code: 'denied', says: 'permission denied' },
  EPERM: { code: 'denied', says: 'permission denied' },
  EROFS: { code: 'denied', says: 'the file system is read-only' },
  ENOSPC: { code: 'no-space', says: 'the disk is full; free some space or write elsewhere with --out' },
  EDQUOT: {
    code: 'no-space',
    says: 'the disk quota is used up; free some space or write elsewhere with --out',
  },
};

function storeError(ref: ObjectRef, cause: unknown): unknown {
  const errno = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (cause instanceof StoreError || errno === 'ABORT_ERR') return cause;
  const known = CODES[errno];
  if (known) return new StoreError(known.code, ref, `${displayRef(ref)}: ${known.says}`, { cause });
  if (errno.startsWith('E')) {
    return new StoreError('io', ref, `${displayRef(ref)}: ${(cause as Error).message}`, { cause });
  }
  return cause;
}

const etagOf = (stats: Stats) => `${stats.ino}-${stats.size}-${stats.mtimeMs}`;

/** The ref of a path: the file's directory is the bucket. */
export function fileRef(path: string): ObjectRef {
  const absolute = resolve(path);
  return { bucket: dirname(absolute), key: basename(absolute) };
}

export function filePath(ref: ObjectRef): string {
  return join(ref.bucket, ...ref.key.split('/'));
}

function requireVersion(ref: ObjectRef, stats: Stats, etag: string | undefined): void {
  if (etag === undefined || etagOf(stats) === etag) return;
  throw new StoreError(
    'changed',
    ref,
    `${displayRef(ref)} changed while it was being read; convert it again`,
  );
}

/** Reads one chunk ahead of its consumer; small files get small buffers. */
async function* readChunks(
  file: FileHandle,
  range: ByteRange,
  { signal, into = Buffer.allocUnsafeSlow }: ReadOptions,
): ByteStream {
  const seekable = Number.isFinite(range.end);
  let position = range.start;
  const readNext = async (): Promise<Uint8Array | undefined> => {
    const wanted = Math.min(READ_CHUNK_BYTES, range.end - position);
    if (wanted <= 0) return undefined;
    const target = into(wanted);
    const length = Math.min(wanted, target.length);
    const { bytesRead, buffer } = await file.read(target, 0, length, seekable ? position : null);
    position += bytesRead;
    return bytesRead === 0 ? undefined : buffer.subarray(0, bytesRead);
  };
  let next = readNext();
  for (;;) {
    signal?.throwIfAborted();
    const chunk = await next;
    if (chunk === undefined) return;
    next = readNext();
    next.catch(() => {});
    yield chunk;
  }
}

const lookAt = (path: string): Stats | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
};

/** The whole of a small file, or the range of it; undefined where the file is anything else. */
function readSmall(
  path: string,
  ref: ObjectRef,
  { ifMatch, range, into }: ReadOptions,
): Uint8Array | undefined {
  const fd = openSync(path, 'r');
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile() || stats.size > SMALL_FILE_BYTES) return undefined;
    requireVersion(ref, stats, ifMatch);
    const start = range?.start ?? 0;
    const wanted = Math.max(0, Math.min(range?.end ?? stats.size, stats.size) - start);
    const target = (into?.(wanted) ?? Buffer.allocUnsafeSlow(wanted)).subarray(0, wanted);
    if (target.length < wanted) return undefined;
    let done = 0;
    while (done < wanted) {
      const bytesRead = readSync(fd, target, done, wanted - done, start + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    requireVersion(ref, fstatSync(fd), ifMatch);
    return target.subarray(0, done);
  } finally {
    closeSync(fd);
  }
}

/** Told apart by chance, and by `wx` for certain: Node's UUIDs load all of its cryptography. */
const uniquePart = () => Math.random().toString(36).slice(2);

/** Opens a new file; its directory is made where it is missing. */
function create(path: string): number {
  try {
    return openSync(path, 'wx');
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, 'wx');
  }
}

/** Files on this machine. A write goes to a hidden file beside its target and is renamed into place at the end. */
export function fileStore(): ObjectStore {
  async function stat(ref: ObjectRef): Promise<ObjectStat | undefined> {
    try {
      const stats = statSync(filePath(ref), { throwIfNoEntry: false });
      if (stats === undefined || stats.isDirectory()) return undefined;
      return { ref, bytes: stats.size, etag: etagOf(stats) };
    } catch (cause) {
      const error = storeError(ref, cause);
      if (error instanceof StoreError && (error.code === 'not-found' || error.code === 'not-a-file')) {
        return undefined;
      }
      throw error;
    }
  }

  async function* read(ref: ObjectRef, options: ReadOptions = {}): ByteStream {
    const { ifMatch, range, signal } = options;
    signal?.throwIfAborted();
    try {
      const small = readSmall(filePath(ref), ref, options);
      if (small !== undefined) {
        if (small.length > 0) yield small;
        return;
      }
      await using file = await files.open(filePath(ref), 'r');
      const stats = await file.stat();
      requireVersion(ref, stats, ifMatch);
      const size = stats.isFile() ? stats.size : Number.POSITIVE_INFINITY;
      yield* readChunks(file, { start: range?.start ?? 0, end: Math.min(range?.end ?? size, size) }, options);
      requireVersion(ref, await file.stat(), ifMatch);
    } catch (cause) {
      signal?.throwIfAborted();
      throw storeError(ref, cause);
    }
  }

  async function write(ref: ObjectRef, body: BodyStream, signal?: AbortSignal): Promise<ObjectStat> {
    signal?.throwIfAborted();
    const target = filePath(ref);
    const aside = join(dirname(target), `.${basename(target)}.${process.pid}.${uniquePart()}.part`);
    try {
      if (lookAt(target)?.isDirectory()) {
        throw new StoreError('not-a-file', ref, `${displayRef(ref)} is a directory; choose another --out`);
      }
      const fd = create(aside);
      let stats: Stats;
      try {
        await writeBody(fd, body, signal);
        stats = fstatSync(fd);
      } finally {
        closeSync(fd);
      }
      signal?.throwIfAborted();
      renameSync(aside, target);
      return { ref, bytes: stats.size, etag: etagOf(stats) };
    } catch (cause) {
      await files.rm(aside, { force: true }).catch(() => {});
      signal?.throwIfAborted();
      throw storeError(ref, cause);
    }
  }

  async function* list(bucket: string, prefix: string): AsyncIterable<ObjectStat> {
    const keys: string[] = [];
    const collect = async (directory: string, keyPrefix: string): Promise<void> => {
      for await (const entry of await files.opendir(directory)) {
        const key = keyPrefix + entry.name;
        if (entry.isDirectory()) {
          if (`${key}/`.startsWith(prefix) || prefix.startsWith(`${key}/`)) {
            await collect(directory + sep + entry.name, `${key}/`);
          }
        } else if (key.startsWith(prefix)) keys.push(key);
      }
    };
    try {
      await collect(bucket, '');
    } catch (cause) {
      throw storeError({ bucket, key: prefix }, cause);
    }
    for (const key of keys.sort()) {
      const found = await stat({ bucket, key });
      if (found) yield found;
    }
  }

  const store: ObjectStore = {
    stat,
    read,
    write,
    list,
    async delete(ref) {
      await files.rm(filePath(ref), { force: true });
    },
  };
  return markReopenable(store, { spec: { kind: 'files' }, covers: () => true, onRead: () => {} });
}
