import type { RecordBlock } from '../records/record-block.ts';
import { fieldText } from '../records/record-block.ts';
import { guessFromEvidence, typeFromEvidence } from './cell-evidence.ts';
import type { TypeInference } from './infer-schema.ts';
import { parseCell } from './parse-cell.ts';
import { type Column, typeName } from './table-schema.ts';

/** Finds the row in which each guessed column is first contradicted. */
export class ContradictionWatch {
  /** By column name. */
  readonly rows = new Map<string, number>();
  readonly #watched: (Column | undefined)[];

  /** `names` are those of a block's fields, `planned` the columns as they were guessed, in any order. */
  constructor(names: readonly string[], planned: readonly Column[]) {
    const byName = new Map(planned.map((column) => [column.name, column]));
    this.#watched = names.map((name) => {
      const column = byName.get(name);
      return column?.guess ? column : undefined;
    });
  }

  /** Takes in a block that `inference` has taken in already. */
  add(block: RecordBlock, inference: TypeInference): void {
    for (const [index, column] of this.#watched.entries()) {
      if (column === undefined || this.rows.has(column.name)) continue;
      const evidence = inference.evidenceOf(index);
      const isSame =
        typeName(typeFromEvidence(evidence)) === typeName(column.type) &&
        guessFromEvidence(evidence).spelling === column.guess?.spelling &&
        column.guess?.isUnseen !== true;
      if (isSame || evidence === 0) continue;
      const row = firstContradiction(block, index, column);
      if (row !== undefined) this.rows.set(column.name, row);
    }
  }
}

function firstContradiction(block: RecordBlock, index: number, { type, guess }: Column): number | undefined {
  for (let row = 0; row < block.rowCount; row += 1) {
    const text = fieldText(block, row * block.width + index);
    if (parseCell(text, type, guess) === undefined) return block.place(row).row;
  }
  return undefined;
}
