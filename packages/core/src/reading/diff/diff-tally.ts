import type { PlainCell } from '../cell-text.ts';

/** Which row: its number from 1 in the table named, and its key where rows are matched by key. */
export interface RowPlace {
  readonly row: number;
  readonly key?: Readonly<Record<string, PlainCell>>;
}

export type Side = 'a' | 'b';

export type RowDifference =
  /** `row` counts in a. */
  | (RowPlace & {
      readonly what: 'cell';
      readonly column: string;
      readonly a: PlainCell;
      readonly b: PlainCell;
    })
  /** By position: the first row beyond the end of the other table, for all of them. */
  | (RowPlace & { readonly what: 'only-in-a' | 'only-in-b' })
  /** The key has been seen in an earlier row; this row was not compared. */
  | (RowPlace & { readonly what: 'duplicate-key'; readonly side: Side });

/** Counts every difference and keeps the first ones. */
export class DiffTally {
  readonly differences: RowDifference[] = [];
  readonly onlyIn: Record<Side, number> = { a: 0, b: 0 };
  readonly duplicateKeys: Record<Side, number> = { a: 0, b: 0 };
  readonly rows: Record<Side, number> = { a: 0, b: 0 };
  differingRows = 0;
  differingCells = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many more differences are kept. */
  get room(): number {
    return this.#limit - this.differences.length;
  }

  keep(difference: RowDifference): void {
    if (this.room > 0) this.differences.push(difference);
  }

  countOnlyIn(side: Side, place: RowPlace, rows = 1): void {
    if (rows === 0) return;
    this.onlyIn[side] += rows;
    this.keep({ what: `only-in-${side}`, ...place });
  }

  countDuplicate(side: Side, place: RowPlace): void {
    this.duplicateKeys[side] += 1;
    this.keep({ what: 'duplicate-key', side, ...place });
  }

  get isEmpty(): boolean {
    const { onlyIn, duplicateKeys, differingCells } = this;
    return differingCells + onlyIn.a + onlyIn.b + duplicateKeys.a + duplicateKeys.b === 0;
  }
}
