import { BatchCursor } from '../batch-cursor.ts';
import { plainCell } from '../cell-text.ts';
import { cellComparison, firstDifference, type SameCell } from '../same-cells.ts';
import type { TableReading } from '../table-reading.ts';
import type { SharedColumn } from './compare-schemas.ts';
import type { DiffTally, RowDifference, Side } from './diff-tally.ts';

type Cursors = Readonly<Record<Side, BatchCursor>>;
type Tables = Readonly<Record<Side, TableReading>>;

interface ComparedColumn extends SharedColumn {
  readonly same: SameCell;
}

/** Rows of the next `count` in which a column differs. */
function* differingRows(cursors: Cursors, column: ComparedColumn, count: number): Iterable<number> {
  const { a, b } = cursors;
  const left = a.batch.columns[column.a]!;
  const right = b.batch.columns[column.b]!;
  for (let row = 0; row < count; row += 1) {
    const slices = [
      { cells: left, start: a.at + row },
      { cells: right, start: b.at + row },
    ] as const;
    row += firstDifference(...slices, count - row, column.same);
    if (row < count) yield row;
  }
}

/** Compares the next `count` rows of both tables; `before` rows lie behind them. */
function compareRows(
  tables: Tables,
  cursors: Cursors,
  columns: readonly ComparedColumn[],
  { before, count, tally }: { before: number; count: number; tally: DiffTally },
): void {
  const isDifferent = new Uint8Array(count);
  const found: RowDifference[] = [];
  const plain = (side: Side, index: number, row: number) =>
    plainCell(
      cursors[side].batch.columns[index]![cursors[side].at + row]!,
      tables[side].columns[index]!.cellType,
    );
  for (const column of columns) {
    let kept = 0;
    for (const row of differingRows(cursors, column, count)) {
      tally.differingCells += 1;
      if (isDifferent[row] === 0) tally.differingRows += 1;
      isDifferent[row] = 1;
      if (kept === tally.room) continue;
      kept += 1;
      const { name } = column;
      const cells = { a: plain('a', column.a, row), b: plain('b', column.b, row) };
      found.push({ what: 'cell', row: before + row + 1, column: name, ...cells });
    }
  }
  for (const difference of found.sort((x, y) => x.row - y.row)) tally.keep(difference);
}

/** Compares row by row in the order of the files, one batch of each in memory. */
export async function diffByPosition(
  tables: Tables,
  shared: readonly SharedColumn[],
  tally: DiffTally,
  signal: AbortSignal | undefined,
): Promise<void> {
  const a = new BatchCursor(tables.a.batches(signal));
  const b = new BatchCursor(tables.b.batches(signal));
  const columns = shared.map(
    (column): ComparedColumn => ({
      ...column,
      same: cellComparison(tables.a.columns[column.a]!.cellType, tables.b.columns[column.b]!.cellType),
    }),
  );
  let before = 0;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const count = Math.min(await a.available(), await b.available());
      if (count === 0) break;
      compareRows(tables, { a, b }, columns, { before, count, tally });
      before += count;
      a.advance(count);
      b.advance(count);
    }
    for (const [side, cursor] of [['a', a] as const, ['b', b] as const]) {
      const beyond = await cursor.drain();
      tally.countOnlyIn(side, { row: before + 1 }, beyond);
      tally.rows[side] = before + beyond;
    }
  } finally {
    await a.close();
    await b.close();
  }
}
