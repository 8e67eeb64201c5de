/** Bytes that come in at one end and are taken from the other, in memory that is used again. */
export class ByteQueue {
  #buffer = new Uint8Array(1 << 16);
  #start = 0;
  #end = 0;

  /** All that is there; valid until more is pushed. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  push(chunk: Uint8Array): void {
    const held = this.bytes;
    if (this.#end + chunk.length > this.#buffer.length) {
      const needed = held.length + chunk.length;
      if (needed > this.#buffer.length / 2) {
        const larger = new Uint8Array(2 * needed);
        larger.set(held);
        this.#buffer = larger;
      } else this.#buffer.set(held);
      this.#start = 0;
      this.#end = held.length;
    }
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  drop(length: number): void {
    this.#start += length;
  }
}
