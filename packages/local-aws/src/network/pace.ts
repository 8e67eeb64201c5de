import { pipeline, Readable, Transform, type TransformCallback } from 'node:stream';
import type { Clock } from './clock.ts';

/** Bytes come in steps of so long, or of a whole chunk where that is shorter. */
const STEP_MS = 10;
/** A timer is no finer: what is due sooner is let through, and its time is not forgotten. */
const FINEST_WAIT_MS = 1;
/** What comes while nobody reads waits in the system's buffers, up to so much. */
const BUFFERED_MS = 10;

class Paced extends Transform {
  readonly #bytesPerMs: number;
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  #dueMs: number | undefined;

  constructor(bytesPerSecond: number, clock: Clock) {
    super();
    this.#bytesPerMs = bytesPerSecond / 1000;
    this.#clock = clock;
  }

  override async _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: TransformCallback,
  ): Promise<void> {
    const stepBytes = Math.max(1, Math.floor(this.#bytesPerMs * STEP_MS));
    try {
      for (let start = 0; start < chunk.length; start += stepBytes) {
        const step = chunk.subarray(start, start + stepBytes);
        await this.#pass(step.length);
        this.push(step);
      }
      done();
    } catch {
      // Destroyed while waiting: whoever destroyed it knows why.
    }
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stop.abort();
    done(error);
  }

  async #pass(bytes: number): Promise<void> {
    const nowMs = this.#clock.nowMs();
    this.#dueMs = Math.max(this.#dueMs ?? nowMs, nowMs - BUFFERED_MS) + bytes / this.#bytesPerMs;
    const waitMs = this.#dueMs - nowMs;
    if (waitMs >= FINEST_WAIT_MS) await this.#clock.sleep(waitMs, this.#stop.signal);
  }
}

/** The same bytes, no faster than `bytesPerSecond`; errors and an early end pass both ways. */
export function paced(source: Readable, bytesPerSecond: number, clock: Clock): Readable {
  // Both streams carry the error to whoever listens.
  return pipeline(source, new Paced(bytesPerSecond, clock), () => {});
}

type Bytes = string | ArrayBuffer | ArrayBufferView;

function* oneChunk(body: Bytes): Generator<Buffer> {
  if (typeof body === 'string') yield Buffer.from(body);
  else if (body instanceof ArrayBuffer) yield Buffer.from(body);
  else yield Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

const isBytes = (body: unknown): body is Bytes =>
  typeof body === 'string' || body instanceof ArrayBuffer || ArrayBuffer.isView(body);

/** A request's body as a stream; undefined where there is none to speak of. */
export function streamOf(body: unknown): Readable | undefined {
  if (body instanceof Readable) return body;
  if (isBytes(body)) {
    const isEmpty = (typeof body === 'string' ? body.length : body.byteLength) === 0;
    return isEmpty ? undefined : Readable.from(oneChunk(body), { objectMode: false });
  }
  return body instanceof ReadableStream ? Readable.fromWeb(body) : undefined;
}
