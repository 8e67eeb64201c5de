import type { WholeObject } from '../reading/whole-object.ts';

interface SharedRead {
  readonly result: Promise<WholeObject>;
  readonly stop: AbortController;
  waiting: number;
}

/** Settles as the promise does, or when the signal aborts. */
async function unlessAborted<T>(result: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return result;
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([result, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Reads of the same thing at the same time are one; it is aborted when all who wait for it have aborted. */
export class SharedReads {
  readonly #running = new Map<string, SharedRead>();

  isRunning(name: string): boolean {
    return this.#running.has(name);
  }

  /** Whoever comes later does not join the reads of what begins so. */
  forget(beginning: string): void {
    for (const name of this.#running.keys()) {
      if (name.startsWith(beginning)) this.#running.delete(name);
    }
  }

  async join(
    name: string,
    start: (signal: AbortSignal) => Promise<WholeObject>,
    signal: AbortSignal | undefined,
  ): Promise<WholeObject> {
    signal?.throwIfAborted();
    const read = this.#running.get(name) ?? this.#start(name, start);
    read.waiting += 1;
    try {
      return await unlessAborted(read.result, signal);
    } finally {
      read.waiting -= 1;
      if (read.waiting === 0) read.stop.abort();
    }
  }

  #start(name: string, start: (signal: AbortSignal) => Promise<WholeObject>): SharedRead {
    const stop = new AbortController();
    const end = () => {
      if (this.#running.get(name) === read) this.#running.delete(name);
    };
    const read: SharedRead = { result: start(stop.signal), stop, waiting: 0 };
    read.result.then(end, end);
    // One that nobody waits for any more fails; whoever comes later must not join it.
    stop.signal.addEventListener('abort', end, { once: true });
    this.#running.set(name, read);
    return read;
  }
}
