import type { ByteStream } from '../store/object-store.ts';

/** Buffers a stream so that unfinished records can wait for their rest. The memory is used again by each `fill`. */
export class ByteWindow {
  bytes: Uint8Array = new Uint8Array(0);
  #buffer: Uint8Array = this.bytes;
  /** Offset of `bytes[0]` in the source. */
  offset = 0;
  isLast = false;
  readonly #source: AsyncIterator<Uint8Array>;

  constructor(stream: ByteStream) {
    this.#source = stream[Symbol.asyncIterator]();
  }

  drop(length: number): void {
    this.bytes = this.bytes.subarray(length);
    this.offset += length;
  }

  /** Reads until at least `wanted` bytes are there or the source has ended. */
  async fill(wanted: number): Promise<void> {
    if (this.isLast || this.bytes.length >= wanted) return;
    const parts = [this.bytes];
    let length = this.bytes.length;
    while (length < wanted) {
      const next = await this.#source.next();
      if (next.done) {
        this.isLast = true;
        break;
      }
      parts.push(next.value);
      length += next.value.length;
    }
    const filled = parts.filter((part) => part.length > 0);
    if (filled.length === 1) {
      this.bytes = filled[0]!;
      return;
    }
    if (length > this.#buffer.length) this.#buffer = new Uint8Array(2 * length);
    let at = 0;
    for (const part of filled) {
      this.#buffer.set(part, at);
      at += part.length;
    }
    this.bytes = this.#buffer.subarray(0, length);
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
