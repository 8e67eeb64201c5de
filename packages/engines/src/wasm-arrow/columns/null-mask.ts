import type { Validity } from '@parquetry/core';
import { grownBuffer } from './cell-values.ts';

const ALL_VALID = 0xff;

/** The validity bitmap of a growing column: every row holds a value until it is marked as null. */
export class NullMask {
  #bits = new Uint8Array(0);
  #nullCount = 0;

  reserve(rows: number): void {
    const held = this.#bits.length;
    if (rows <= held * 8) return;
    this.#bits = new Uint8Array(grownBuffer(this.#bits.buffer, (rows + 7) >> 3));
    this.#bits.fill(ALL_VALID, held);
  }

  setNull(row: number): void {
    this.#bits[row >> 3]! &= ~(1 << (row & 7));
    this.#nullCount += 1;
  }

  /** Takes back the nulls of rows `from … to`. */
  setValid(from: number, to: number): void {
    for (let row = from; row < to; row += 1) {
      const bit = 1 << (row & 7);
      if ((this.#bits[row >> 3]! & bit) !== 0) continue;
      this.#bits[row >> 3]! |= bit;
      this.#nullCount -= 1;
    }
  }

  validity(rowCount: number): Validity {
    return this.#nullCount === 0 ? undefined : this.#bits.subarray(0, (rowCount + 7) >> 3);
  }

  clear(): void {
    if (this.#nullCount > 0) this.#bits.fill(ALL_VALID);
    this.#nullCount = 0;
  }
}
