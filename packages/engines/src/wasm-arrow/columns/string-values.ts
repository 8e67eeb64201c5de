import { type CellValue, type PlainColumn, undoubleQuotes, type Validity } from '@parquetry/core';
import { type CellValues, grownBuffer } from './cell-values.ts';

/** Below this length a loop copies faster than a call of `set`. */
const SHORT_COPY_BYTES = 32;
const NO_QUOTE = -1;

/** UTF-8 strings, one after the other. Whoever reads the records has made sure that they are UTF-8. */
export class StringValues implements CellValues {
  #offsets = new Int32Array(1);
  #bytes = new Uint8Array(0);

  reserve(rows: number): void {
    if (rows < this.#offsets.length) return;
    this.#offsets = new Int32Array(grownBuffer(this.#offsets.buffer, (rows + 1) * 4));
  }

  put(at: number, bytes: Uint8Array, start: number, end: number, quote: number): boolean {
    const offsets = this.#offsets;
    let used = offsets[at]!;
    if (start < 0) {
      this.#reserveBytes(used + end - ~start);
      used += undoubleQuotes(bytes, ~start, end, quote, this.#bytes, used);
    } else {
      const length = end - start;
      this.#reserveBytes(used + length);
      const target = this.#bytes;
      if (length > SHORT_COPY_BYTES) {
        target.set(bytes.subarray(start, end), used);
        used += length;
      } else {
        for (let from = start; from < end; from += 1, used += 1) target[used] = bytes[from]!;
      }
    }
    offsets[at + 1] = used;
    return true;
  }

  putValue(at: number, value: CellValue): void {
    const encoded = Buffer.from(value as string);
    this.put(at, encoded, 0, encoded.length, NO_QUOTE);
  }

  putNull(at: number): void {
    this.#offsets[at + 1] = this.#offsets[at]!;
  }

  column(rowCount: number, validity: Validity): PlainColumn {
    const offsets = this.#offsets.subarray(0, rowCount + 1);
    const strings = {
      offsets,
      bytes: this.#bytes.subarray(0, offsets[rowCount]),
    };
    return { kind: 'string', validity, strings };
  }

  #reserveBytes(length: number): void {
    if (length > this.#bytes.length) this.#bytes = new Uint8Array(grownBuffer(this.#bytes.buffer, length));
  }
}
