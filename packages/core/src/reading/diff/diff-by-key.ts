import type { CellValue } from '../../schema/table-schema.ts';
import { type PlainCell, plainCell } from '../cell-text.ts';
import { cellComparison } from '../same-cells.ts';
import type { TableReading } from '../table-reading.ts';
import type { SharedColumn } from './compare-schemas.ts';
import type { DiffTally, RowPlace, Side } from './diff-tally.ts';

interface Row {
  readonly row: number;
  readonly cells: readonly CellValue[];
}

interface IdentifiedRow extends Row {
  /** Equal for equal keys. */
  readonly id: string;
}

/** A whole float64 is written as the integer it equals. */
function keyPart(value: CellValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Object.is(value, -0)) return '-0';
  return typeof value === 'number' && Number.isInteger(value) ? String(BigInt(value)) : String(value);
}

/** One side of the comparison: its rows, and how to name and show their keys. */
class KeyedTable {
  readonly table: TableReading;
  readonly side: Side;
  readonly #key: readonly { readonly name: string; readonly index: number }[];

  constructor(table: TableReading, side: Side, key: readonly string[]) {
    this.table = table;
    this.side = side;
    this.#key = key.map((name) => ({
      name,
      index: table.columns.findIndex((column) => column.name === name),
    }));
  }

  async *rows(tally: DiffTally, signal: AbortSignal | undefined): AsyncIterable<IdentifiedRow> {
    let row = 0;
    for await (const { rowCount, columns } of this.table.batches(signal)) {
      signal?.throwIfAborted();
      for (let at = 0; at < rowCount; at += 1) {
        row += 1;
        const cells = columns.map((column) => column[at]!);
        yield { row, id: this.#key.map(({ index }) => keyPart(cells[index]!)).join(','), cells };
      }
    }
    tally.rows[this.side] = row;
  }

  place({ row, cells }: Row): RowPlace {
    const key = this.#key.map(({ name, index }) => [name, this.plain(index, cells[index]!)] as const);
    return { row, key: Object.fromEntries(key) };
  }

  plain(column: number, cell: CellValue): PlainCell {
    return plainCell(cell, this.table.columns[column]!.cellType);
  }
}

type CompareRows = (left: Row, right: Row) => void;

function rowComparison(
  a: KeyedTable,
  b: KeyedTable,
  shared: readonly SharedColumn[],
  tally: DiffTally,
): CompareRows {
  const columns = shared.map((column) => ({
    ...column,
    same: cellComparison(a.table.columns[column.a]!.cellType, b.table.columns[column.b]!.cellType),
  }));
  return (left, right) => {
    const before = tally.differingCells;
    for (const column of columns) {
      const cellA = left.cells[column.a]!;
      const cellB = right.cells[column.b]!;
      if (column.same(cellA, cellB)) continue;
      tally.differingCells += 1;
      if (tally.room === 0) continue;
      const cells = { a: a.plain(column.a, cellA), b: b.plain(column.b, cellB) };
      tally.keep({ what: 'cell', ...a.place(left), column: column.name, ...cells });
    }
    if (tally.differingCells > before) tally.differingRows += 1;
  };
}

/** Compares rows that have the same key, wherever they stand. Of rows with one key only the first is compared. */
export async function diffByKey(
  tables: Readonly<Record<Side, TableReading>>,
  shared: readonly SharedColumn[],
  key: readonly string[],
  tally: DiffTally,
  signal: AbortSignal | undefined,
): Promise<void> {
  const a = new KeyedTable(tables.a, 'a', key);
  const b = new KeyedTable(tables.b, 'b', key);
  const compare = rowComparison(a, b, shared, tally);

  const unmatched = new Map<string, Row>();
  for await (const { id, ...row } of b.rows(tally, signal)) {
    if (unmatched.has(id)) tally.countDuplicate('b', b.place(row));
    else unmatched.set(id, row);
  }
  const seen = new Set<string>();
  for await (const { id, ...row } of a.rows(tally, signal)) {
    if (seen.has(id)) {
      tally.countDuplicate('a', a.place(row));
      continue;
    }
    seen.add(id);
    const other = unmatched.get(id);
    if (other === undefined) tally.countOnlyIn('a', a.place(row));
    else compare(row, other);
    unmatched.delete(id);
  }
  for (const row of unmatched.values()) tally.countOnlyIn('b', b.place(row));
}
