const FEWEST_BYTES = 4 << 10;
const MOST_BYTES = 1 << 18;
/** What core's reader is given at a time. */
export const ASIDE_CHUNK_BYTES = 1 << 16;

/** For how many bytes core's reader takes over where the kernel stops: twice as many each time it stops again at once. */
export class AsideBytes {
  #next = FEWEST_BYTES;

  next(): number {
    const bytes = this.#next;
    this.#next = Math.min(2 * bytes, MOST_BYTES);
    return bytes;
  }

  /** The kernel has read something. */
  reset(): void {
    this.#next = FEWEST_BYTES;
  }
}
