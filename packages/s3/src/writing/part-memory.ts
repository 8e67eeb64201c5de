const LEAST_BYTES = 64 << 10;

/** Buffers of `partBytes` that parts are gathered in, used again by later parts. */
export class PartMemory {
  readonly partBytes: number;
  readonly #free: Uint8Array[] = [];

  constructor(partBytes: number) {
    this.partBytes = partBytes;
  }

  take(): Uint8Array {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.partBytes);
  }

  give(buffer: Uint8Array): void {
    if (buffer.length === this.partBytes) this.#free.push(buffer);
  }

  /** Room for `bytes`; what `buffer` holds in its first `used` bytes is kept. A small object takes no whole part. */
  grow(buffer: Uint8Array, used: number, bytes: number): Uint8Array {
    if (bytes <= buffer.length) return buffer;
    const wanted = Math.max(bytes, 2 * buffer.length, LEAST_BYTES);
    const grown = Buffer.allocUnsafeSlow(Math.min(wanted, this.partBytes));
    grown.set(buffer.subarray(0, used));
    return grown;
  }
}
