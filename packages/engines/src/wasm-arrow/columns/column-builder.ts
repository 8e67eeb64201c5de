import {
  type Column,
  type CsvDialect,
  fieldText,
  type PlainColumn,
  parseCell,
  type RecordBlock,
} from '@parquetry/core';
import { BooleanValues } from './boolean-values.ts';
import type { CellValues } from './cell-values.ts';
import { DateValues } from './date-values.ts';
import { Float64Values } from './float64-values.ts';
import { Int64Values } from './int64-values.ts';
import { NullMask } from './null-mask.ts';
import { StringValues } from './string-values.ts';
import { TimestampValues } from './timestamp-values.ts';

function valuesFor({ type }: Column, dialect: CsvDialect): CellValues {
  switch (type.kind) {
    case 'boolean':
      return new BooleanValues();
    case 'int64':
      return new Int64Values();
    case 'float64':
      return new Float64Values();
    case 'date':
      return new DateValues();
    case 'timestamp':
      return new TimestampValues(type.isAdjustedToUTC);
    case 'string':
      return new StringValues(dialect.quote.charCodeAt(0));
    default:
      return type satisfies never;
  }
}

/** Collects one column of CSV records into Arrow buffers. */
export class ColumnBuilder {
  readonly #column: Column;
  readonly #index: number;
  readonly #width: number;
  readonly #dialect: CsvDialect;
  readonly #values: CellValues;
  readonly #nulls = new NullMask();
  #length = 0;

  /** For column `index` of records of `width` fields. */
  constructor(column: Column, index: number, width: number, dialect: CsvDialect) {
    this.#column = column;
    this.#index = index;
    this.#width = width;
    this.#dialect = dialect;
    this.#values = valuesFor(column, dialect);
  }

  /** Appends rows `from … to` of a block; returns `to`, or the first row whose cell breaks the column's type. */
  append(block: RecordBlock, from: number, to: number): number {
    const { bytes, starts, ends } = block;
    const { nullable } = this.#column;
    const width = this.#width;
    const values = this.#values;
    let at = this.#length;
    values.reserve(at + to - from);
    this.#nulls.reserve(at + to - from);
    for (let row = from, field = from * width + this.#index; row < to; row += 1, field += width, at += 1) {
      const start = starts[field]!;
      const end = ends[field]!;
      if (start === end) {
        if (!nullable) return row;
        values.putNull(at);
        this.#nulls.setNull(at);
      } else if (!values.put(at, bytes, start, end) && !this.#putByReference(at, block, field)) {
        return row;
      }
    }
    this.#length = at;
    return to;
  }

  /** The cells since the last `clear`; valid until cells are appended again. */
  column(): PlainColumn {
    return this.#values.column(this.#length, this.#nulls.validity(this.#length));
  }

  clear(): void {
    this.#length = 0;
    this.#nulls.clear();
  }

  #putByReference(at: number, { bytes, starts, ends }: RecordBlock, field: number): boolean {
    const text = fieldText(bytes, starts[field]!, ends[field]!, this.#dialect);
    const value = parseCell(text, this.#column.type);
    if (value === undefined) return false;
    this.#values.putValue(at, value);
    return true;
  }
}
