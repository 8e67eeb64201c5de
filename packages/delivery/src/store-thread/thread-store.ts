import type { Worker } from 'node:worker_threads';
import type {
  BodyStream,
  ByteStream,
  ObjectRef,
  ObjectStat,
  ObjectStore,
  ReadOptions,
} from '@parquetry/core';
import { BATCH_BYTES, BATCHES_AHEAD, type FromStore, type ToStore } from './messages.ts';
import { fromPlain } from './plain-error.ts';

/** What has come for one read or write, and whoever waits for it. */
class Answers {
  /** Rejects when the read or write fails, whoever asks for answers. */
  readonly failure: Promise<never>;
  readonly #queue: FromStore[] = [];
  readonly #fail: (reason: unknown) => void;
  #waiting: ((message: FromStore) => void) | undefined;

  constructor() {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => {});
    this.failure = promise;
    this.#fail = reject;
  }

  add(message: FromStore): void {
    if (message.kind === 'failed') this.#fail(fromPlain(message.error));
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting(message);
    else this.#queue.push(message);
  }

  next(): Promise<FromStore> {
    const known = this.#queue.shift();
    if (known) return Promise.resolve(known);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }
}

/** The same chunks; a failure is not kept waiting by a body that has no next one yet. */
async function* untilFailure(body: BodyStream, failure: Promise<never>): BodyStream {
  const iterator = body[Symbol.asyncIterator]();
  let isOpen = true;
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), failure]);
      if (next.done) {
        isOpen = false;
        return;
      }
      yield next.value;
    }
  } finally {
    // Not waited for: it may be the very body that has no next chunk.
    if (isOpen) iterator.return?.().catch(() => {});
  }
}

/** Bytes of a body, gathered into batches whose memory comes back. */
class Batches {
  readonly #spare: ArrayBuffer[] = [];
  #batch: Uint8Array<ArrayBuffer> = new Uint8Array(BATCH_BYTES);
  #length = 0;

  /** Copies the bytes; full batches are handed to `send`. */
  async add(bytes: Uint8Array, send: (batch: Uint8Array<ArrayBuffer>) => Promise<void>): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const some = Math.min(bytes.length - at, this.#batch.length - this.#length);
      this.#batch.set(bytes.subarray(at, at + some), this.#length);
      at += some;
      this.#length += some;
      if (this.#length === this.#batch.length) await send(this.#take());
    }
  }

  rest(): Uint8Array<ArrayBuffer> | undefined {
    return this.#length === 0 ? undefined : this.#take();
  }

  give(memory: ArrayBuffer): void {
    this.#spare.push(memory);
  }

  #take(): Uint8Array<ArrayBuffer> {
    const taken = this.#batch.subarray(0, this.#length);
    this.#batch = new Uint8Array(this.#spare.pop() ?? new ArrayBuffer(BATCH_BYTES));
    this.#length = 0;
    return taken;
  }
}

/**
 * Reads and writes go on in a thread of their own, so that they take none of this thread's time; everything else is done
 * by `here`. The worker serves its store with {@link serveStore}.
 */
export class ThreadStore implements AsyncDisposable {
  readonly store: ObjectStore;
  readonly #worker: Worker;
  readonly #answers = new Map<number, Answers>();
  readonly #ended = Promise.withResolvers<void>();
  #why: string | undefined;
  #next = 0;

  constructor(worker: Worker, here: ObjectStore) {
    this.#worker = worker;
    worker.unref();
    worker.on('message', (message: FromStore) => this.#answers.get(message.id)?.add(message));
    worker.on('error', (error) => this.#end(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => this.#end(`exit code ${code}`));
    this.store = {
      ...here,
      read: (ref, options) => this.#read(ref, options),
      write: (ref, body, signal) => this.#write(ref, body, signal),
    };
  }

  get hasEnded(): boolean {
    return this.#why !== undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#worker.ref();
    if (this.#why === undefined) this.#tell({ kind: 'close' });
    await this.#ended.promise;
  }

  async *#read(ref: ObjectRef, { range, ifMatch, signal }: ReadOptions = {}): ByteStream {
    signal?.throwIfAborted();
    const { id, answers, done } = this.#open(signal);
    let isOpen = true;
    try {
      this.#tell({ kind: 'read', id, ref, ...(range && { range }), ...(ifMatch && { ifMatch }) });
      for (;;) {
        const message = await answers.next();
        if (message.kind === 'chunk') {
          yield message.bytes;
          this.#tell({ kind: 'more', id });
          continue;
        }
        isOpen = false;
        signal?.throwIfAborted();
        if (message.kind === 'failed') throw fromPlain(message.error);
        return;
      }
    } finally {
      if (isOpen) this.#tell({ kind: 'cancel', id });
      done();
    }
  }

  async #write(ref: ObjectRef, body: BodyStream, signal?: AbortSignal): Promise<ObjectStat> {
    signal?.throwIfAborted();
    const { id, answers, done } = this.#open(signal);
    const batches = new Batches();
    let underWay = 0;
    /** Takes one answer; that of the whole write ends it. */
    const settle = async (): Promise<ObjectStat | undefined> => {
      const message = await answers.next();
      signal?.throwIfAborted();
      if (message.kind === 'failed') throw fromPlain(message.error);
      if (message.kind === 'written') return message.stat;
      if (message.kind === 'taken') batches.give(message.memory);
      underWay -= 1;
      return undefined;
    };
    const send = async (bytes: Uint8Array<ArrayBuffer>) => {
      while (underWay >= BATCHES_AHEAD) await settle();
      underWay += 1;
      this.#tell({ kind: 'bytes', id, bytes }, bytes.buffer);
    };
    try {
      this.#tell({ kind: 'write', id, ref });
      for await (const chunk of untilFailure(body, answers.failure)) {
        for (const bytes of chunk instanceof Uint8Array ? [chunk] : chunk) await batches.add(bytes, send);
      }
      const rest = batches.rest();
      if (rest) await send(rest);
      this.#tell({ kind: 'end', id });
      for (;;) {
        const stat = await settle();
        if (stat) return stat;
      }
    } catch (error) {
      this.#tell({ kind: 'cancel', id });
      signal?.throwIfAborted();
      throw error;
    } finally {
      done();
    }
  }

  /** A new id; an abort calls off what it stands for. */
  #open(signal: AbortSignal | undefined): { id: number; answers: Answers; done: () => void } {
    if (this.#why !== undefined) throw new Error(`the thread of the store ended: ${this.#why}`);
    this.#next += 1;
    const id = this.#next;
    const answers = new Answers();
    this.#answers.set(id, answers);
    if (this.#answers.size === 1) this.#worker.ref();
    const onAbort = () => this.#tell({ kind: 'cancel', id });
    signal?.addEventListener('abort', onAbort, { once: true });
    const done = () => {
      signal?.removeEventListener('abort', onAbort);
      this.#answers.delete(id);
      if (this.#answers.size === 0) this.#worker.unref();
    };
    return { id, answers, done };
  }

  #tell(message: ToStore, memory?: ArrayBuffer): void {
    this.#worker.postMessage(message, memory ? [memory] : []);
  }

  #end(why: string): void {
    this.#why ??= why;
    const error = { name: 'Error', message: `the thread of the store ended: ${this.#why}` };
    for (const [id, answers] of this.#answers) answers.add({ kind: 'failed', id, error });
    this.#ended.resolve();
  }
}
