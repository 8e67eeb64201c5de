import { createWriteStream, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileRef, fileStore, type ObjectRef, type ObjectStore } from '@parquetry/core';
import { STDIN, STDOUT } from './expand-inputs.ts';

export interface StandardStreamStore extends AsyncDisposable {
  readonly store: ObjectStore;
}

const isStdin = (ref: ObjectRef) => ref.bucket === STDIN.bucket && ref.key === STDIN.key;
const isStdout = (ref: ObjectRef) => ref.bucket === STDOUT.bucket && ref.key === STDOUT.key;

/**
 * Files, with stdin and stdout as two more objects. A conversion reads its source more than once, so stdin is kept in
 * a temporary file until the store is disposed of. Stdout cannot take back what it was given: a failure half-way is
 * told by the exit code alone.
 */
export function withStandardStreams(streams: { stdin: Readable; stdout: Writable }): StandardStreamStore {
  const files = fileStore();
  let directory: string | undefined;
  let spooled: Promise<ObjectRef> | undefined;

  // A second Ctrl-C ends the process before anything is disposed of.
  const removeNow = () => {
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  };

  const spool = async (signal?: AbortSignal): Promise<ObjectRef> => {
    directory = await mkdtemp(join(tmpdir(), 'parquetry-'));
    process.once('exit', removeNow);
    const path = join(directory, 'stdin');
    await pipeline(streams.stdin, createWriteStream(path), { ...(signal && { signal }) });
    return fileRef(path);
  };
  const locate = async (ref: ObjectRef, signal?: AbortSignal): Promise<ObjectRef> => {
    if (!isStdin(ref)) return ref;
    spooled ??= spool(signal);
    return spooled;
  };

  const store: ObjectStore = {
    ...files,
    async stat(ref, signal) {
      if (isStdout(ref)) return undefined;
      const found = await files.stat(await locate(ref, signal), signal);
      return found && { ...found, ref };
    },
    async *read(ref, options) {
      yield* files.read(await locate(ref, options?.signal), options);
    },
    async write(ref, body, signal) {
      if (!isStdout(ref)) return files.write(ref, body, signal);
      let bytes = 0;
      const counted = async function* () {
        for await (const chunk of body) {
          bytes += chunk.byteLength;
          yield chunk;
        }
      };
      await pipeline(counted(), streams.stdout, { end: false, ...(signal && { signal }) });
      return { ref, bytes, etag: '' };
    },
  };

  return {
    store,
    async [Symbol.asyncDispose]() {
      await spooled?.catch(() => {});
      removeNow();
      process.off('exit', removeNow);
    },
  };
}
