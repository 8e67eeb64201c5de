import type { ByteStream } from '@parquetry/core';
import type { Kernel } from '@parquetry/kernel';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Moves a source through the kernel's window, filled to the brim each time, so that where windows end does not depend
 * on the store. A record that has not ended is taken along in front of the next window.
 */
export class SourceWindow {
  readonly #kernel: Kernel;
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** What a chunk has left over. */
  #rest: Uint8Array = NOTHING;
  #hasEnded = false;
  /** Addresses of what has not been read. A line end that the source lacks is not counted. */
  start: number;
  end: number;
  /** In the source, of the byte at `start`. */
  offset: number;

  /** `offset`: of the stream's first byte in the source. */
  constructor(kernel: Kernel, stream: ByteStream, offset: number) {
    this.#kernel = kernel;
    this.#chunks = stream[Symbol.asyncIterator]();
    this.start = kernel.windowAddress;
    this.end = this.start;
    this.offset = offset;
  }

  /** Nothing comes behind `end`. */
  get isLast(): boolean {
    return this.#hasEnded && this.#rest.length === 0;
  }

  get bytes(): Uint8Array {
    return this.#kernel.bytes.subarray(this.start, this.end);
  }

  /** Everything before the address has been read. */
  advanceTo(address: number): void {
    this.offset += address - this.start;
    this.start = address;
  }

  /** Whether what has not been read fits in front of the next window. */
  get canCarry(): boolean {
    return this.end - this.start <= this.#kernel.setUp.sizes.carryBytes;
  }

  /** Moves on: what has not been read, and a window full of what follows. */
  async fill(): Promise<void> {
    const { windowAddress, bytes: memory } = this.#kernel;
    const carried = this.end - this.start;
    memory.copyWithin(windowAddress - carried, this.start, this.end);
    this.start = windowAddress - carried;
    this.end = windowAddress + (await this.#pull(windowAddress));
  }

  async #pull(address: number): Promise<number> {
    const { windowBytes } = this.#kernel.setUp.sizes;
    let filled = 0;
    while (filled < windowBytes) {
      if (this.#rest.length === 0 && !(await this.#next())) break;
      const some = this.#rest.subarray(0, windowBytes - filled);
      this.#kernel.bytes.set(some, address + filled);
      filled += some.length;
      this.#rest = this.#rest.subarray(some.length);
    }
    return filled;
  }

  async #next(): Promise<boolean> {
    if (this.#hasEnded) return false;
    const next = await this.#chunks.next();
    if (next.done) this.#hasEnded = true;
    else this.#rest = next.value;
    return !this.#hasEnded;
  }

  /** Puts a line end behind the last record, of the kind that the text has, where there is none; returns the end. */
  completeLine(): number {
    const { bytes } = this.#kernel;
    if (this.end === this.start || bytes[this.end - 1] === LINE_FEED) return this.end;
    let end = this.end;
    const feed = bytes.lastIndexOf(LINE_FEED, end - 1);
    const hasReturn = bytes[end - 1] === CARRIAGE_RETURN;
    if (!hasReturn && feed > this.start && bytes[feed - 1] === CARRIAGE_RETURN)
      bytes[end++] = CARRIAGE_RETURN;
    bytes[end++] = LINE_FEED;
    return end;
  }

  /**
   * What has not been read, and all that follows, as a stream of small chunks of their own. What is taken from it counts
   * as read; {@link giveBack} takes some of it back.
   */
  async *stream(chunkBytes: number): AsyncGenerator<Uint8Array, void> {
    for (;;) {
      while (this.start < this.end) {
        const chunk = this.bytes.slice(0, chunkBytes);
        this.advanceTo(this.start + chunk.length);
        yield chunk;
      }
      if (this.isLast) return;
      await this.fill();
    }
  }

  /** Takes back the end of what {@link stream} gave out. */
  giveBack(bytes: Uint8Array): void {
    const { windowAddress, setUp } = this.#kernel;
    const room = this.start - (windowAddress - setUp.sizes.carryBytes);
    if (bytes.length <= room) {
      this.start -= bytes.length;
      this.#kernel.bytes.set(bytes, this.start);
    } else {
      // A record was longer than a window: what came behind it is read once more, before all else.
      const all = new Uint8Array(bytes.length + (this.end - this.start) + this.#rest.length);
      all.set(bytes);
      all.set(this.bytes, bytes.length);
      all.set(this.#rest, bytes.length + (this.end - this.start));
      this.#rest = all;
      this.start = windowAddress;
      this.end = windowAddress;
    }
    this.offset -= bytes.length;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}

const NOTHING = new Uint8Array(0);
