import type { CellValue, PlainColumn, Validity } from '@parquetry/core';
import { type CellValues, grownBuffer } from './cell-values.ts';
import { storeInt64At } from './int64-halves.ts';

export class Int64Values implements CellValues {
  #values = new BigInt64Array(0);
  #halves = new Int32Array(0);

  reserve(rows: number): void {
    if (rows <= this.#values.length) return;
    this.#values = new BigInt64Array(grownBuffer(this.#values.buffer, rows * 8));
    this.#halves = new Int32Array(this.#values.buffer);
  }

  put(at: number, bytes: Uint8Array, start: number, end: number): boolean {
    return start >= 0 && storeInt64At(this.#halves, at, bytes, start, end);
  }

  putValue(at: number, value: CellValue): void {
    this.#values[at] = value as bigint;
  }

  putNull(at: number): void {
    this.#halves[2 * at] = 0;
    this.#halves[2 * at + 1] = 0;
  }

  column(rowCount: number, validity: Validity): PlainColumn {
    return {
      layout: 'plain',
      kind: 'int64',
      validity,
      values: this.#values.subarray(0, rowCount),
    };
  }
}
