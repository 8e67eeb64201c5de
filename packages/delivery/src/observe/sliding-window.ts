const SLOTS = 30;

interface Slot {
  /** Counted from the beginning. */
  number: number;
  files: number;
  bytes: number;
}

/** Adds up what happened in the last `windowMs`, to a thirtieth of it, in constant memory. */
export class SlidingWindow {
  readonly #slotMs: number;
  readonly #startedAt: number;
  readonly #slots: Slot[] = Array.from({ length: SLOTS }, () => ({ number: -1, files: 0, bytes: 0 }));

  constructor(windowMs: number, startedAt: number) {
    this.#slotMs = windowMs / SLOTS;
    this.#startedAt = startedAt;
  }

  add(now: number, files: number, bytes: number): void {
    const number = this.#slotAt(now);
    const slot = this.#slots[number % SLOTS]!;
    if (slot.number !== number) Object.assign(slot, { number, files: 0, bytes: 0 });
    slot.files += files;
    slot.bytes += bytes;
  }

  /** `ms`: how long that took; less than the window at the beginning. */
  sum(now: number): { readonly files: number; readonly bytes: number; readonly ms: number } {
    const current = this.#slotAt(now);
    const first = Math.max(0, current - SLOTS + 1);
    let files = 0;
    let bytes = 0;
    for (const slot of this.#slots) {
      if (slot.number < first || slot.number > current) continue;
      files += slot.files;
      bytes += slot.bytes;
    }
    return { files, bytes, ms: now - this.#startedAt - first * this.#slotMs };
  }

  #slotAt(now: number): number {
    return Math.floor((now - this.#startedAt) / this.#slotMs);
  }
}
