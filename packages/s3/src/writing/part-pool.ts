/** Buffers of one size, used again once they are given back. */
export class PartPool {
  readonly partBytes: number;
  readonly #free: Uint8Array[] = [];

  constructor(partBytes: number) {
    this.partBytes = partBytes;
  }

  take(): Uint8Array {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.partBytes);
  }

  /** Smaller buffers, of small bodies, are left to the garbage collector. */
  give(buffer: Uint8Array): void {
    if (buffer.length === this.partBytes) this.#free.push(buffer);
  }
}
