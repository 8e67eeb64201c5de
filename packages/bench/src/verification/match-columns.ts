import {
  avroFieldNames,
  type CellColumn,
  type CellValue,
  type Column,
  type ReadColumn,
  typeName,
} from '@parquetry/core';

/** Where a column of the plan is found in an output, and how its cells are read. */
export interface MatchedColumn {
  readonly index: number;
  /** Absent where cells are compared as they are. */
  readonly accept?: (cell: CellValue) => CellValue;
}

export type ColumnMatch = { readonly matched: readonly MatchedColumn[] } | { readonly mismatch: string };

/**
 * Types that stand in for one of the plan's in the output of a command that knows nothing of the plan: other widths and
 * units of the same kind. Values must be equal all the same, so that a float32 stands in only where nothing was rounded.
 */
const STAND_INS: Readonly<Record<string, RegExp>> = {
  boolean: /^boolean$/,
  int64: /^(u?int(8|16|32|64)|decimal\(\d+,0\))$/,
  float64: /^(float(16|32|64)|decimal\(\d+,\d+\))$/,
  date: /^date$/,
  timestamp: /^((local_)?timestamp(_millis|_nanos)?|int96_timestamp)$/,
  string: /^(string|enum|json|uuid)$/,
};

const show = (name: string) => JSON.stringify(name);

function reading({ type }: Column, found: ReadColumn): MatchedColumn['accept'] {
  if (!found.type.startsWith('decimal')) return undefined;
  const number = type.kind === 'int64' ? BigInt : Number;
  return (cell) => (cell === null ? null : number(cell as string));
}

/** An engine of the project writes the plan's schema to the letter: names, order, types, nullability. */
export function matchExactly(columns: readonly Column[], found: readonly ReadColumn[]): ColumnMatch {
  if (columns.length !== found.length) {
    return { mismatch: `expected ${columns.length} columns, found ${found.length}` };
  }
  for (const [index, column] of columns.entries()) {
    const other = found[index]!;
    if (other.name !== column.name) {
      return { mismatch: `column ${index + 1}: expected ${show(column.name)}, found ${show(other.name)}` };
    }
    const expected = typeName(column.type);
    if (other.type !== expected) {
      return {
        mismatch: `column ${show(column.name)}: expected ${expected}, found ${other.type} (${other.physical})`,
      };
    }
    if (other.nullable !== column.nullable) {
      const say = (nullable: boolean) => (nullable ? 'nullable' : 'required');
      return {
        mismatch: `column ${show(column.name)}: expected it ${say(column.nullable)}, found it ${say(other.nullable)}`,
      };
    }
  }
  return { matched: columns.map((_, index) => ({ index })) };
}

/**
 * A command writes every column of the source and no other, in any order, under its name or, where Avro forbids that, the
 * legal name this project would use. Narrower integers and floats, decimals, other timestamp units, enums, JSON and UUID text
 * are accepted for their kind; a timestamp's zone flag and nullability are not looked at.
 */
export function matchLoosely(columns: readonly Column[], found: readonly ReadColumn[]): ColumnMatch {
  const legalNames = avroFieldNames(columns);
  const positions = new Map(found.map((column, index) => [column.name, index]));
  const matched: MatchedColumn[] = [];
  const taken = new Set<number>();
  for (const [place, column] of columns.entries()) {
    const index = positions.get(column.name) ?? positions.get(legalNames[place]!);
    if (index === undefined) return { mismatch: `column ${show(column.name)} is missing` };
    const other = found[index]!;
    if (!STAND_INS[column.type.kind]!.test(other.type)) {
      const expected = typeName(column.type);
      return {
        mismatch: `column ${show(column.name)}: expected ${expected}, found ${other.type} (${other.physical})`,
      };
    }
    taken.add(index);
    const accept = reading(column, other);
    matched.push({ index, ...(accept && { accept }) });
  }
  const extra = found.find((_, index) => !taken.has(index));
  return extra ? { mismatch: `column ${show(extra.name)} is not in the source` } : { matched };
}

/** The cells of a matched column. */
export function acceptedCells(cells: CellColumn, { accept }: MatchedColumn): CellColumn {
  return accept ? Array.from(cells, accept) : cells;
}
