import { type RecordBlock, sliceBlock } from './record-block.ts';
import type { RowLedger } from './row-ledger.ts';

/** A row of a block that must not be handed out. */
export interface Issue {
  /** Within the block. */
  readonly row: number;
  readonly reason: string;
  readonly redactedReason?: string;
  readonly column?: string;
  readonly wayOut?: string;
  /** How many bytes of the source the row has, where the block has only its beginning. */
  readonly rawBytes?: number;
  /** Thrown instead of setting the row aside. */
  readonly thrown?: Error;
}

/** Issues of a block's rows, one for each row: the one that was found first. */
export class RowIssues {
  readonly #byRow = new Map<number, Issue>();

  add(issues: readonly Issue[]): void {
    for (const issue of issues) if (!this.has(issue.row)) this.#byRow.set(issue.row, issue);
  }

  readonly has = (row: number): boolean => this.#byRow.has(row);

  /** In the order of rows. */
  sorted(): Issue[] {
    return [...this.#byRow.values()].sort((a, b) => a.row - b.row);
  }
}

/**
 * Counts a block's rows as read and hands them out, except those with an issue, which go to the ledger when their turn
 * comes: rows before one are handed out first. `issues` are in the order of rows, one per row at most.
 */
export function* admitRows(
  block: RecordBlock,
  issues: readonly Issue[],
  ledger: RowLedger,
): Generator<RecordBlock, void> {
  let from = 0;
  for (const issue of issues) {
    if (issue.row > from) {
      ledger.read += issue.row - from;
      yield sliceBlock(block, from, issue.row);
    }
    ledger.read += 1;
    if (issue.thrown) throw issue.thrown;
    const { row, wayOut, rawBytes, thrown: _thrown, ...complaint } = issue;
    ledger.reject({ ...block.place(row), ...complaint }, block.raw(row), wayOut, rawBytes);
    from = issue.row + 1;
  }
  if (from === block.rowCount) return;
  ledger.read += block.rowCount - from;
  yield sliceBlock(block, from, block.rowCount);
}
