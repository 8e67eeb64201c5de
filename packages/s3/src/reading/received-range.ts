import type { ByteStream, ReadOptions } from '@parquetry/core';

/** At most so many bytes are copied to the memory of a reader at once. */
const CHUNK_BYTES = 1 << 20;

/** A range that is received as fast as it comes: whoever reads it slowly holds no connection meanwhile. */
export class ReceivedRange {
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #ending: { readonly failed: boolean; readonly reason?: unknown } | undefined;
  #news = Promise.withResolvers<void>();

  constructor(source: ByteStream) {
    void this.#receive(source);
  }

  async #receive(source: ByteStream): Promise<void> {
    try {
      for await (const chunk of source) {
        this.#waiting.push(chunk);
        this.#waitingBytes += chunk.length;
        this.#news.resolve();
      }
      this.#ending = { failed: false };
    } catch (reason) {
      this.#ending = { failed: true, reason };
    }
    this.#news.resolve();
  }

  /** As it has come; or copied to the memory that the reader brings, as much as there is. */
  async *chunks(into?: ReadOptions['into']): ByteStream {
    for (;;) {
      while (this.#waitingBytes > 0) yield into === undefined ? this.#takeOne() : this.#takeMany(into);
      if (this.#ending?.failed) throw this.#ending.reason;
      if (this.#ending) return;
      this.#news = Promise.withResolvers();
      await this.#news.promise;
    }
  }

  #takeOne(): Uint8Array {
    const chunk = this.#waiting.shift()!;
    this.#waitingBytes -= chunk.length;
    return chunk;
  }

  #takeMany(into: NonNullable<ReadOptions['into']>): Uint8Array {
    const wanted = Math.min(CHUNK_BYTES, this.#waitingBytes);
    const memory = into(wanted).subarray(0, wanted);
    for (let filled = 0; filled < memory.length; ) {
      const chunk = this.#takeOne();
      const some = chunk.subarray(0, memory.length - filled);
      memory.set(some, filled);
      filled += some.length;
      if (some.length < chunk.length) {
        this.#waiting.unshift(chunk.subarray(some.length));
        this.#waitingBytes += chunk.length - some.length;
      }
    }
    return memory;
  }
}
