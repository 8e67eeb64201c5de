import { type CellValue, type PlainColumn, timestampAt, type Validity } from '@parquetry/core';
import { type CellValues, grownBuffer } from './cell-values.ts';
import { storeMicros } from './int64-halves.ts';

export class TimestampValues implements CellValues {
  readonly #isAdjustedToUTC: boolean;
  #values = new BigInt64Array(0);
  #halves = new Int32Array(0);

  constructor(isAdjustedToUTC: boolean) {
    this.#isAdjustedToUTC = isAdjustedToUTC;
  }

  reserve(rows: number): void {
    if (rows <= this.#values.length) return;
    this.#values = new BigInt64Array(grownBuffer(this.#values.buffer, rows * 8));
    this.#halves = new Int32Array(this.#values.buffer);
  }

  put(at: number, bytes: Uint8Array, start: number, end: number): boolean {
    const found = start < 0 ? undefined : timestampAt(bytes, start, end);
    if (found === undefined || found.isAdjustedToUTC !== this.#isAdjustedToUTC) return false;
    storeMicros(this.#halves, at, found.seconds, found.micros);
    return true;
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
      kind: 'timestamp',
      validity,
      values: this.#values.subarray(0, rowCount),
    };
  }
}
