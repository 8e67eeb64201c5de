/** So much is kept at most. */
const MOST_BYTES = 16 << 20;
/** Buffers are somewhat larger than asked for, so that what is made next fits too. */
const HEADROOM = 1.125;
const STEP_BYTES = 1 << 16;

/**
 * Buffers whose content has been written, for what is made next: memory that has been touched before costs no page
 * faults, which take longer than copying does.
 */
export class SpareBuffers {
  #buffers: ArrayBuffer[] = [];
  #bytes = 0;

  /** The beginning of a buffer; what is in it may be anything. */
  take(bytes: number): Uint8Array<ArrayBuffer> {
    const which = this.#buffers.findIndex(({ byteLength }) => byteLength >= bytes);
    const [spare] = which < 0 ? [] : this.#buffers.splice(which, 1);
    if (spare) this.#bytes -= spare.byteLength;
    const buffer = spare ?? new ArrayBuffer(Math.ceil((bytes * HEADROOM) / STEP_BYTES) * STEP_BYTES);
    return new Uint8Array(buffer, 0, bytes);
  }

  give(buffer: ArrayBuffer): void {
    if (this.#bytes + buffer.byteLength > MOST_BYTES) return;
    this.#buffers.push(buffer);
    this.#bytes += buffer.byteLength;
  }

  /** Gives half of them away. */
  half(): ArrayBuffer[] {
    const given = this.#buffers.splice(0, Math.ceil(this.#buffers.length / 2));
    for (const { byteLength } of given) this.#bytes -= byteLength;
    return given;
  }
}
