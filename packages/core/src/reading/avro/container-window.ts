import type { ByteStream } from '../../store/object-store.ts';

/** A stream of bytes of which the next ones can be waited for and looked at before they are taken. */
export class ContainerWindow {
  bytes: Uint8Array = new Uint8Array(0);
  /** Offset of `bytes[0]` in the file. */
  offset = 0;
  readonly #source: AsyncIterator<Uint8Array>;
  #hasEnded = false;

  constructor(stream: ByteStream) {
    this.#source = stream[Symbol.asyncIterator]();
  }

  /** Resolves to false when the file ends before `wanted` bytes are there. */
  async fill(wanted: number): Promise<boolean> {
    if (this.bytes.length >= wanted) return true;
    const parts = [this.bytes];
    let length = this.bytes.length;
    while (length < wanted && !this.#hasEnded) {
      const next = await this.#source.next();
      if (next.done) {
        this.#hasEnded = true;
      } else {
        parts.push(next.value);
        length += next.value.length;
      }
    }
    this.bytes = Buffer.concat(parts, length);
    return length >= wanted;
  }

  drop(length: number): void {
    this.bytes = this.bytes.subarray(length);
    this.offset += length;
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
