import type { CellValue, PlainColumn, Validity } from '@parquetry/core';
import { type CellValues, grownBuffer } from './cell-values.ts';

/** 64-bit integers, whatever they stand for. */
export abstract class LongValues implements CellValues {
  abstract readonly kind: 'int64' | 'timestamp';
  /** The values, each as a pair of halves. */
  protected halves = new Int32Array(0);
  #values = new BigInt64Array(0);

  abstract put(at: number, bytes: Uint8Array, start: number, end: number): boolean;

  reserve(rows: number): void {
    if (rows <= this.#values.length) return;
    this.#values = new BigInt64Array(grownBuffer(this.#values.buffer, rows * 8));
    this.halves = new Int32Array(this.#values.buffer);
  }

  putValue(at: number, value: CellValue): void {
    this.#values[at] = value as bigint;
  }

  putNull(at: number): void {
    this.halves[2 * at] = 0;
    this.halves[2 * at + 1] = 0;
  }

  column(rowCount: number, validity: Validity): PlainColumn {
    return { kind: this.kind, validity, values: this.#values.subarray(0, rowCount) };
  }
}
