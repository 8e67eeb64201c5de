import type { CellValue, PlainColumn, Validity } from '@parquetry/core';
import { type CellValues, grownBuffer } from './cell-values.ts';
import { decimalAt } from './decimal-at.ts';

export class Float64Values implements CellValues {
  #values = new Float64Array(0);

  reserve(rows: number): void {
    if (rows > this.#values.length)
      this.#values = new Float64Array(grownBuffer(this.#values.buffer, rows * 8));
  }

  put(at: number, bytes: Uint8Array, start: number, end: number): boolean {
    const value = start < 0 ? Number.NaN : decimalAt(bytes, start, end);
    this.#values[at] = value;
    return !Number.isNaN(value);
  }

  putValue(at: number, value: CellValue): void {
    this.#values[at] = value as number;
  }

  putNull(at: number): void {
    this.#values[at] = 0;
  }

  column(rowCount: number, validity: Validity): PlainColumn {
    return {
      kind: 'float64',
      validity,
      values: this.#values.subarray(0, rowCount),
    };
  }
}
