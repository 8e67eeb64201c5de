import { type CellValue, dateAt, type PlainColumn, type Validity } from '@parquetry/core';
import { type CellValues, grownBuffer } from './cell-values.ts';

const DATE_LENGTH = 10;

export class DateValues implements CellValues {
  #days = new Int32Array(0);

  reserve(rows: number): void {
    if (rows > this.#days.length) this.#days = new Int32Array(grownBuffer(this.#days.buffer, rows * 4));
  }

  put(at: number, bytes: Uint8Array, start: number, end: number): boolean {
    const days = start < 0 || end - start !== DATE_LENGTH ? undefined : dateAt(bytes, start, end);
    if (days === undefined) return false;
    this.#days[at] = days;
    return true;
  }

  putValue(at: number, value: CellValue): void {
    this.#days[at] = value as number;
  }

  putNull(at: number): void {
    this.#days[at] = 0;
  }

  column(rowCount: number, validity: Validity): PlainColumn {
    return {
      kind: 'date',
      validity,
      values: this.#days.subarray(0, rowCount),
    };
  }
}
