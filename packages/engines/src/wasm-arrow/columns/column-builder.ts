import { type Column, fieldText, type PlainColumn, parseCell, type RecordBlock } from '@parquetry/core';
import { BooleanValues } from './boolean-values.ts';
import type { CellValues } from './cell-values.ts';
import { DateValues } from './date-values.ts';
import { Float64Values } from './float64-values.ts';
import { Int64Values } from './int64-values.ts';
import { NullMask } from './null-mask.ts';
import { StringValues } from './string-values.ts';
import { TimestampValues } from './timestamp-values.ts';

function valuesFor({ type, guess }: Column): CellValues {
  switch (type.kind) {
    case 'boolean':
      return new BooleanValues(guess?.spelling);
    case 'int64':
      return new Int64Values();
    case 'float64':
      return new Float64Values();
    case 'date':
      return new DateValues();
    case 'timestamp':
      return new TimestampValues(type.isAdjustedToUTC);
    case 'string':
      return new StringValues();
    default:
      return type satisfies never;
  }
}

/** Collects one column of records into Arrow buffers. */
export class ColumnBuilder {
  readonly #column: Column;
  readonly #index: number;
  readonly #values: CellValues;
  readonly #nulls = new NullMask();
  #length = 0;

  /** For the field `index` of every record. */
  constructor(column: Column, index: number) {
    this.#column = column;
    this.#index = index;
    this.#values = valuesFor(column);
  }

  get length(): number {
    return this.#length;
  }

  /**
   * Appends rows `from … to` of a block. False: a cell breaks the column's type, or contradicts the guess at it; then
   * nothing has been appended.
   */
  append(block: RecordBlock, from: number, to: number): boolean {
    const { bytes, starts, ends, width, quote } = block;
    const { nullable, guess } = this.#column;
    const mayHoldValues = !guess?.isUnseen;
    const values = this.#values;
    let at = this.#length;
    values.reserve(at + to - from);
    this.#nulls.reserve(at + to - from);
    for (let row = from, field = from * width + this.#index; row < to; row += 1, field += width, at += 1) {
      const start = starts[field]!;
      const end = ends[field]!;
      if (start === end) {
        if (!nullable) return this.#giveUp(at);
        values.putNull(at);
        this.#nulls.setNull(at);
      } else if (
        !mayHoldValues ||
        (!values.put(at, bytes, start, end, quote) && !this.#putByReference(at, block, field))
      ) {
        return this.#giveUp(at);
      }
    }
    this.#length = at;
    return true;
  }

  /** The cells since the last `clear`; valid until cells are appended again. */
  column(): PlainColumn {
    return this.#values.column(this.#length, this.#nulls.validity(this.#length));
  }

  /** Takes back all cells but the first `length`. */
  truncate(length: number): void {
    this.#nulls.setValid(length, this.#length);
    this.#length = length;
  }

  clear(): void {
    this.#length = 0;
    this.#nulls.clear();
  }

  #giveUp(at: number): false {
    this.#nulls.setValid(this.#length, at);
    return false;
  }

  #putByReference(at: number, block: RecordBlock, field: number): boolean {
    const { type, guess } = this.#column;
    const value = parseCell(fieldText(block, field), type, guess);
    if (value === undefined) return false;
    this.#values.putValue(at, value);
    return true;
  }
}
