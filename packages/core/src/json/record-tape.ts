import type { KeyNode } from './key-tree.ts';

/** Kinds of JSON values as a tape tells them apart. */
export const Kind = {
  null: 0,
  boolean: 1,
  number: 2,
  string: 3,
  escapedString: 4,
  array: 5,
  object: 6,
  emptyObject: 7,
} as const;

/** Why a record is a bad row. */
export interface Complaint {
  readonly reason: string;
  readonly column?: string;
  /** The byte to be named in the reason, as a position in the bytes of the tape. */
  readonly at?: number;
  readonly wayOut?: string;
  /** Whatever its bytes are. */
  readonly isTooLong?: true;
  /** How many bytes of the source the row has, where only its beginning is on the tape. */
  readonly rawBytes?: number;
}

/**
 * Records and their values, one after another, as positions in the bytes they were found in; strings with their quotes.
 * Everything in it is valid until it is cleared.
 */
export class RecordTape<S> {
  nodes: KeyNode<S>[] = [];
  kinds = new Uint8Array(1 << 12);
  starts = new Int32Array(1 << 12);
  ends = new Int32Array(1 << 12);
  /** Values on the tape. */
  length = 0;
  rowCount = 0;
  /** By row. */
  readonly rowStarts: number[] = [];
  readonly rowEnds: number[] = [];
  /** By row: its first value; then the end of the last row. */
  readonly firstValues: number[] = [0];
  /** By row: what is wrong with it. A row with a complaint may lack values. */
  readonly complaints = new Map<number, Complaint>();

  clear(): void {
    this.length = 0;
    this.rowCount = 0;
    this.complaints.clear();
  }

  /** Adds a value to the row that is being read; returns its place. */
  put(node: KeyNode<S>, kind: number, start: number, end: number): number {
    const at = this.length;
    if (at === this.kinds.length) this.#grow();
    this.nodes[at] = node;
    this.kinds[at] = kind;
    this.starts[at] = start;
    this.ends[at] = end;
    this.length = at + 1;
    return at;
  }

  /** The row that is being read is a bad one; only the first complaint is kept. */
  complain(complaint: Complaint): void {
    if (!this.complaints.has(this.rowCount)) this.complaints.set(this.rowCount, complaint);
  }

  endRow(start: number, end: number): void {
    this.rowStarts[this.rowCount] = start;
    this.rowEnds[this.rowCount] = end;
    this.rowCount += 1;
    this.firstValues[this.rowCount] = this.length;
  }

  /** Takes back what was put of the row that is being read. */
  dropRow(): void {
    this.length = this.firstValues[this.rowCount]!;
    this.complaints.delete(this.rowCount);
  }

  #grow(): void {
    const capacity = 2 * this.kinds.length;
    const { kinds, starts, ends } = this;
    this.kinds = new Uint8Array(capacity);
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
    this.kinds.set(kinds);
    this.starts.set(starts);
    this.ends.set(ends);
  }
}
