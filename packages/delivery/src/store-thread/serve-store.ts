import type { MessagePort } from 'node:worker_threads';
import type { ByteStream, ObjectStore } from '@parquetry/core';
import { BATCH_BYTES, BATCHES_AHEAD, type FromStore, type ToStore } from './messages.ts';
import { toPlain } from './plain-error.ts';

type Tell = (message: FromStore, memory?: ArrayBuffer) => void;

/** Counts down what may be sent, and waits for more. */
class Credit {
  #left = BATCHES_AHEAD;
  #waiting: (() => void) | undefined;

  give(): void {
    this.#left += 1;
    this.#waiting?.();
  }

  async take(): Promise<void> {
    while (this.#left === 0) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    this.#left -= 1;
  }
}

/** The same bytes in batches whose memory can be given away. */
async function* inBatches(stream: ByteStream): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let batch = new Uint8Array(BATCH_BYTES);
  let length = 0;
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.length; ) {
      const some = Math.min(chunk.length - at, batch.length - length);
      batch.set(chunk.subarray(at, at + some), length);
      at += some;
      length += some;
      if (length < batch.length) continue;
      yield batch;
      batch = new Uint8Array(BATCH_BYTES);
      length = 0;
    }
  }
  if (length > 0) yield batch.subarray(0, length);
}

/** The bytes of a write as they come; the memory of each is given back when the next is asked for. */
class ComingBody {
  readonly #id: number;
  readonly #tell: Tell;
  readonly #queue: Uint8Array<ArrayBuffer>[] = [];
  #hasEnded = false;
  #failure: unknown;
  #waiting: (() => void) | undefined;

  constructor(id: number, tell: Tell) {
    this.#id = id;
    this.#tell = tell;
  }

  add(bytes: Uint8Array<ArrayBuffer>): void {
    this.#queue.push(bytes);
    this.#waiting?.();
  }

  end(): void {
    this.#hasEnded = true;
    this.#waiting?.();
  }

  fail(reason: unknown): void {
    this.#failure = reason;
    this.#waiting?.();
  }

  async *bytes(): ByteStream {
    for (;;) {
      while (this.#queue.length === 0 && !this.#hasEnded && this.#failure === undefined) {
        await new Promise<void>((resolve) => {
          this.#waiting = resolve;
        });
      }
      if (this.#failure !== undefined) throw this.#failure;
      const next = this.#queue.shift();
      if (next === undefined) return;
      yield next;
      const memory = next.buffer;
      this.#tell({ kind: 'taken', id: this.#id, memory }, memory);
    }
  }
}

interface UnderWay {
  readonly abort: AbortController;
  readonly credit?: Credit;
  readonly body?: ComingBody;
}

const calledOff = () => new DOMException('called off', 'AbortError');

/** The thread's side of a store: reads and writes what comes from `port` until it is told to close. */
export function serveStore(port: MessagePort, store: ObjectStore, close: () => Promise<void>): void {
  const underWay = new Map<number, UnderWay>();
  const tell: Tell = (message, memory) => port.postMessage(message, memory ? [memory] : []);

  async function carryOut(id: number, one: UnderWay, work: () => Promise<FromStore>): Promise<void> {
    underWay.set(id, one);
    try {
      tell(await work());
    } catch (error) {
      tell({ kind: 'failed', id, error: toPlain(error) });
    } finally {
      underWay.delete(id);
    }
  }

  async function read({ id, ref, range, ifMatch }: Extract<ToStore, { kind: 'read' }>): Promise<void> {
    const abort = new AbortController();
    const credit = new Credit();
    await carryOut(id, { abort, credit }, async () => {
      const { signal } = abort;
      const stream = store.read(ref, { signal, ...(range && { range }), ...(ifMatch && { ifMatch }) });
      for await (const bytes of inBatches(stream)) {
        await credit.take();
        signal.throwIfAborted();
        tell({ kind: 'chunk', id, bytes }, bytes.buffer);
      }
      return { kind: 'ended', id };
    });
  }

  async function write({ id, ref }: Extract<ToStore, { kind: 'write' }>): Promise<void> {
    const abort = new AbortController();
    const body = new ComingBody(id, tell);
    await carryOut(id, { abort, body }, async () => {
      const stat = await store.write(ref, body.bytes(), abort.signal);
      return { kind: 'written', id, stat };
    });
  }

  function cancel(id: number): void {
    const one = underWay.get(id);
    one?.abort.abort(calledOff());
    one?.body?.fail(calledOff());
    one?.credit?.give();
  }

  port.on('message', (message: ToStore) => {
    switch (message.kind) {
      case 'read':
        void read(message);
        break;
      case 'write':
        void write(message);
        break;
      case 'more':
        underWay.get(message.id)?.credit?.give();
        break;
      case 'bytes':
        underWay.get(message.id)?.body?.add(message.bytes);
        break;
      case 'end':
        underWay.get(message.id)?.body?.end();
        break;
      case 'cancel':
        cancel(message.id);
        break;
      case 'close':
        for (const id of underWay.keys()) cancel(id);
        void close().finally(() => port.close());
        break;
      default:
        message satisfies never;
    }
  });
}
