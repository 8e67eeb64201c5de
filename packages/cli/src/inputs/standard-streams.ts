import { createWriteStream, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  type BodyStream,
  fileRef,
  fileStore,
  markReopenable,
  type ObjectRef,
  type ObjectStore,
  reopeningOf,
} from '@parquetry/core';
import { STDIN, STDOUT } from './expand-inputs.ts';

export interface StandardStreamStore extends AsyncDisposable {
  readonly store: ObjectStore;
}

interface StandardStreams {
  readonly stdin: Readable;
  readonly stdout: Writable;
}

const isStdin = (ref: ObjectRef) => ref.bucket === STDIN.bucket && ref.key === STDIN.key;
const isStdout = (ref: ObjectRef) => ref.bucket === STDOUT.bucket && ref.key === STDOUT.key;

const cancelledBy = (signal: AbortSignal | undefined) => (signal ? { signal } : {});

/** Files that are gone when the process ends, however it ends. */
class TemporaryFiles {
  #directory: Promise<string> | undefined;
  #path: string | undefined;

  async path(name: string): Promise<string> {
    this.#directory ??= this.#make();
    return join(await this.#directory, name);
  }

  async remove(): Promise<void> {
    await this.#directory?.catch(() => {});
    this.#removeNow();
    process.off('exit', this.#removeNow);
  }

  async #make(): Promise<string> {
    this.#path = await mkdtemp(join(tmpdir(), 'parquetry-'));
    // A second Ctrl-C ends the process before anything is disposed of.
    process.once('exit', this.#removeNow);
    return this.#path;
  }

  readonly #removeNow = () => {
    if (this.#path !== undefined) rmSync(this.#path, { recursive: true, force: true });
  };
}

async function send(body: BodyStream, stdout: Writable, signal?: AbortSignal): Promise<number> {
  let bytes = 0;
  const counted = async function* () {
    for await (const chunk of body) {
      for (const piece of chunk instanceof Uint8Array ? [chunk] : chunk) {
        bytes += piece.length;
        // The stream may keep it after it has asked for more.
        yield Buffer.from(piece);
      }
    }
  };
  await pipeline(counted(), stdout, { end: false, ...cancelledBy(signal) });
  return bytes;
}

/**
 * A store, with stdin and stdout as two more objects. A conversion reads its source more than once, so stdin is kept in
 * a temporary file until the store is disposed of. `whole`: so is what is written to stdout, which cannot take back
 * what it was given, and gets all of it or nothing. `streamed`: it gets every byte at once.
 */
export function withStandardStreams(
  { stdin, stdout }: StandardStreams,
  output: 'whole' | 'streamed',
  objects: ObjectStore = fileStore(),
): StandardStreamStore {
  const files = fileStore();
  const temporary = new TemporaryFiles();
  let spooled: Promise<ObjectRef> | undefined;

  const spool = async (signal?: AbortSignal): Promise<ObjectRef> => {
    const path = await temporary.path('stdin');
    await pipeline(stdin, createWriteStream(path), cancelledBy(signal));
    return fileRef(path);
  };
  const locate = async (ref: ObjectRef, signal?: AbortSignal): Promise<ObjectRef> => {
    if (!isStdin(ref)) return ref;
    spooled ??= spool(signal);
    return spooled;
  };
  const sendWhole = async (body: BodyStream, signal?: AbortSignal): Promise<number> => {
    const held = fileRef(await temporary.path('stdout'));
    await files.write(held, body, signal);
    const bytes = await send(files.read(held, cancelledBy(signal)), stdout, signal);
    await files.delete(held);
    return bytes;
  };

  const store: ObjectStore = {
    ...objects,
    async stat(ref, signal) {
      if (isStdout(ref)) return undefined;
      const found = await objects.stat(await locate(ref, signal), signal);
      return found && { ...found, ref };
    },
    async *read(ref, options) {
      yield* objects.read(await locate(ref, options?.signal), options);
    },
    async write(ref, body, signal) {
      if (!isStdout(ref)) return objects.write(ref, body, signal);
      const bytes = await (output === 'whole' ? sendWhole(body, signal) : send(body, stdout, signal));
      return { ref, bytes, etag: '' };
    },
    async delete(ref, signal) {
      if (!isStdout(ref)) await objects.delete(ref, signal);
    },
  };

  const reopening = reopeningOf(objects);
  if (reopening) {
    const covers = (ref: ObjectRef) => !isStdin(ref) && !isStdout(ref) && reopening.covers(ref);
    markReopenable(store, { ...reopening, covers });
  }

  return {
    store,
    async [Symbol.asyncDispose]() {
      await spooled?.catch(() => {});
      await temporary.remove();
    },
  };
}
