import type { ByteStream } from '../store/object-store.ts';

/** Buffers a stream so that unfinished records can wait for their rest. The memory is used again by each `fill`. */
export class ByteWindow {
  bytes: Uint8Array = new Uint8Array(0);
  #buffer: Uint8Array = this.bytes;
  /** Offset of `bytes[0]` in the source, before transcoding. */
  offset: number;
  /** How many bytes of the stream came before `bytes[0]`. */
  dropped = 0;
  readonly #sourceLength: (bytes: Uint8Array) => number;
  /** The last position asked for, and its offset: those after it need no counting from the start. */
  #known: { readonly at: number; readonly offset: number };
  isLast = false;
  readonly #source: AsyncIterator<Uint8Array>;

  /**
   * `sourceLength`: how many bytes of the source given bytes of the stream stand for; `offset`: of the stream's first byte
   * in the source.
   */
  constructor(stream: ByteStream, sourceLength = (bytes: Uint8Array) => bytes.length, offset = 0) {
    this.offset = offset;
    this.#known = { at: 0, offset };
    this.#sourceLength = sourceLength;
    this.#source = stream[Symbol.asyncIterator]();
  }

  drop(length: number): void {
    this.offset = this.offsetOf(length);
    this.dropped += length;
    this.bytes = this.bytes.subarray(length);
    this.#known = { at: 0, offset: this.offset };
  }

  /** Offset in the source of `bytes[at]`. */
  offsetOf(at: number): number {
    const from = at < this.#known.at ? { at: 0, offset: this.offset } : this.#known;
    const offset = from.offset + this.#sourceLength(this.bytes.subarray(from.at, at));
    this.#known = { at, offset };
    return offset;
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
