import type { CellValue, PlainColumn, Validity } from '@parquetry/core';
import { type CellValues, grownBuffer } from './cell-values.ts';

const word = (text: string) => Buffer.from(text, 'latin1').readInt32BE();

const LOWER_TRUE = word('true');
const UPPER_TRUE = word('TRUE');
const TITLE_TRUE = word('True');
const LOWER_ALSE = word('alse');
const UPPER_ALSE = word('ALSE');
const LOWER_F = 0x66;
const UPPER_F = 0x46;

const wordAt = (bytes: Uint8Array, at: number) =>
  (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;

function isTrueAt(bytes: Uint8Array, start: number): boolean {
  const found = wordAt(bytes, start);
  return found === LOWER_TRUE || found === UPPER_TRUE || found === TITLE_TRUE;
}

function isFalseAt(bytes: Uint8Array, start: number): boolean {
  const first = bytes[start];
  const rest = wordAt(bytes, start + 1);
  return first === LOWER_F
    ? rest === LOWER_ALSE
    : first === UPPER_F && (rest === UPPER_ALSE || rest === LOWER_ALSE);
}

export class BooleanValues implements CellValues {
  #bits = new Uint8Array(0);

  reserve(rows: number): void {
    if (rows <= this.#bits.length * 8) return;
    this.#bits = new Uint8Array(grownBuffer(this.#bits.buffer, (rows + 7) >> 3));
  }

  put(at: number, bytes: Uint8Array, start: number, end: number): boolean {
    const length = end - start;
    if (start < 0) return false;
    if (length === 4 && isTrueAt(bytes, start)) this.#store(at, true);
    else if (length === 5 && isFalseAt(bytes, start)) this.#store(at, false);
    else return false;
    return true;
  }

  putValue(at: number, value: CellValue): void {
    this.#store(at, value === true);
  }

  putNull(at: number): void {
    this.#store(at, false);
  }

  column(rowCount: number, validity: Validity): PlainColumn {
    const bits = this.#bits.subarray(0, (rowCount + 7) >> 3);
    return { kind: 'boolean', validity, bits };
  }

  #store(at: number, value: boolean): void {
    const bit = 1 << (at & 7);
    if (value) this.#bits[at >> 3]! |= bit;
    else this.#bits[at >> 3]! &= ~bit;
  }
}
