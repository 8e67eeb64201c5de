import type { RecordBlock } from '../records/record-block.ts';
import { cellEvidence, Evidence, guessFromEvidence, typeFromEvidence } from './cell-evidence.ts';
import type { Column } from './table-schema.ts';

/** What the cells of a column say: the union of their evidence, and how many are null. */
export interface ColumnProfile {
  readonly evidence: number;
  readonly nulls: number;
}

export const NOTHING_SEEN: ColumnProfile = { evidence: Evidence.none, nulls: 0 };

/** Profiles columns of CSV text over any number of blocks; profiles of several inputs unify with {@link unify}. */
export class TypeInference {
  readonly #evidence: Int32Array;
  readonly #nulls: Float64Array;
  rows = 0;

  constructor(width: number) {
    this.#evidence = new Int32Array(width);
    this.#nulls = new Float64Array(width);
  }

  add(block: RecordBlock): void {
    const { bytes, starts, ends, rowCount } = block;
    const width = this.#evidence.length;
    for (let column = 0; column < width; column += 1) {
      let evidence = this.#evidence[column]!;
      let nulls = 0;
      for (let field = column; field < rowCount * width; field += width) {
        const start = starts[field]!;
        const end = ends[field]!;
        if (start === end) nulls += 1;
        else if (start < 0) evidence |= Evidence.text;
        else if ((evidence & Evidence.text) === 0) evidence |= cellEvidence(bytes, start, end);
      }
      this.#evidence[column] = evidence;
      this.#nulls[column]! += nulls;
    }
    this.rows += rowCount;
  }

  /** What column `column` says so far. */
  evidenceOf(column: number): number {
    return this.#evidence[column]!;
  }

  profiles(): ColumnProfile[] {
    return Array.from(this.#evidence, (evidence, column) => ({ evidence, nulls: this.#nulls[column]! }));
  }
}

/** What two inputs with the same columns say together. */
export function unify(a: readonly ColumnProfile[], b: readonly ColumnProfile[]): ColumnProfile[] {
  return a.map((profile, column) => ({
    evidence: profile.evidence | b[column]!.evidence,
    nulls: profile.nulls + b[column]!.nulls,
  }));
}

/** A column as its cells have it. */
export const inferredColumn = (name: string, { evidence }: ColumnProfile, isJson = false): Column => ({
  name,
  type: typeFromEvidence(evidence),
  nullable: true,
  guess: guessFromEvidence(evidence, isJson),
});
