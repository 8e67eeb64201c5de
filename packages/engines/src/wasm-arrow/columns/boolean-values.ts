import type { CellValue, PlainColumn, TypeGuess, Validity } from '@parquetry/core';
import { type CellValues, grownBuffer } from './cell-values.ts';

const word = (text: string) => Buffer.from(text, 'latin1').readInt32BE();

const wordAt = (bytes: Uint8Array, at: number) =>
  (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;

/** A boolean's two words; of `false`, the first letter and the four behind it. */
interface Spelling {
  readonly whole: number;
  readonly first: number;
  readonly rest: number;
}

const SPELLINGS = {
  true: { whole: word('true'), first: 0x66, rest: word('alse') },
  TRUE: { whole: word('TRUE'), first: 0x46, rest: word('ALSE') },
  True: { whole: word('True'), first: 0x46, rest: word('alse') },
} as const satisfies Record<NonNullable<TypeGuess['spelling']>, Spelling>;

export class BooleanValues implements CellValues {
  readonly #spellings: readonly Spelling[];
  #bits = new Uint8Array(0);

  /** Of one spelling, or of all three. */
  constructor(spelling?: TypeGuess['spelling']) {
    this.#spellings = spelling ? [SPELLINGS[spelling]] : Object.values(SPELLINGS);
  }

  reserve(rows: number): void {
    if (rows <= this.#bits.length * 8) return;
    this.#bits = new Uint8Array(grownBuffer(this.#bits.buffer, (rows + 7) >> 3));
  }

  put(at: number, bytes: Uint8Array, start: number, end: number): boolean {
    const length = end - start;
    if (start < 0) return false;
    if (length === 4 && this.#isTrueAt(bytes, start)) this.#store(at, true);
    else if (length === 5 && this.#isFalseAt(bytes, start)) this.#store(at, false);
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

  #isTrueAt(bytes: Uint8Array, start: number): boolean {
    const found = wordAt(bytes, start);
    for (const { whole } of this.#spellings) if (whole === found) return true;
    return false;
  }

  #isFalseAt(bytes: Uint8Array, start: number): boolean {
    const found = wordAt(bytes, start + 1);
    for (const { first, rest } of this.#spellings) if (first === bytes[start] && rest === found) return true;
    return false;
  }

  #store(at: number, value: boolean): void {
    const bit = 1 << (at & 7);
    if (value) this.#bits[at >> 3]! |= bit;
    else this.#bits[at >> 3]! &= ~bit;
  }
}
