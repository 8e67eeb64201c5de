import { badRowError, ContradictionError } from '../conversion/errors.ts';
import type { NewColumnFate } from '../conversion/source-format.ts';
import type { Issue } from '../records/admit-rows.ts';
import { ADD_COLUMN, UNKNOWN_COLUMN } from '../records/project-columns.ts';
import type { RecordBlock, RecordPlace } from '../records/record-block.ts';
import { type Column, typeName } from '../schema/table-schema.ts';
import { formatCount } from '../text/format-count.ts';
import { type Binding, Rule } from './bind-columns.ts';
import type { KeyNode } from './key-tree.ts';
import { type Complaint, Kind } from './record-tape.ts';
import { unescapeString } from './unescape-string.ts';
import { rowPlaces, type WalkedRecords } from './walk-records.ts';

const NEGATIVE_ZERO = Buffer.from('-0.0');
/** More fields than this are several blocks. */
const MOST_FIELDS = 1 << 20;

/** A complaint as the ledger takes it; the byte it is about is told as its offset in the source. */
export function complaintIssue(
  row: number,
  { at, isTooLong: _isTooLong, ...complaint }: Complaint,
  offsetOf: (at: number) => number,
): Issue {
  if (at === undefined) return { row, ...complaint };
  return { row, ...complaint, reason: `${complaint.reason} (at byte ${formatCount(offsetOf(at))})` };
}

/** A block, and what is wrong with which of its rows. */
export interface BuiltBlock {
  readonly block: RecordBlock;
  readonly issues: readonly Issue[];
}

/** Makes blocks of records: the cells of every column, as verbatim as they can be. */
export class JsonBlockBuilder {
  readonly #columns: readonly Column[];
  readonly #newColumns: NewColumnFate;
  readonly #source: string;
  #starts = new Int32Array(0);
  #ends = new Int32Array(0);
  /** Cells that do not stand in the text as they are. */
  #written = new Uint8Array(1 << 12);
  #writtenLength = 0;
  #joined = new Uint8Array(0);
  #issues: Issue[] = [];

  constructor(columns: readonly Column[], newColumns: NewColumnFate, source: string) {
    this.#columns = columns;
    this.#newColumns = newColumns;
    this.#source = source;
  }

  /** How many rows a block holds at most. */
  get mostRows(): number {
    return Math.max(1, Math.floor(MOST_FIELDS / this.#columns.length));
  }

  /** Rows `from … to`; fewer when one of them ends the reading. `firstRow` is the number of row `from`. */
  build(walked: WalkedRecords<Binding>, from: number, to: number, firstRow: number): BuiltBlock {
    const { tape, bytes, offsetOf } = walked;
    const width = this.#columns.length;
    const fields = (to - from) * width;
    if (this.#starts.length < fields) {
      this.#starts = new Int32Array(fields);
      this.#ends = new Int32Array(fields);
    } else {
      this.#starts.fill(0, 0, fields);
      this.#ends.fill(0, 0, fields);
    }
    this.#writtenLength = 0;
    this.#issues = [];
    const places = rowPlaces(walked, firstRow, from);
    let rowCount = 0;
    for (let row = from; row < to; row += 1, rowCount += 1) {
      const complaint = tape.complaints.get(row);
      if (complaint) this.#issues.push(complaintIssue(rowCount, complaint, offsetOf));
      else if (!this.#row(walked, row, rowCount, places.place)) {
        rowCount += 1;
        break;
      }
    }
    const block = {
      bytes: this.#withWritten(bytes),
      starts: this.#starts,
      ends: this.#ends,
      rowCount,
      width,
      quote: -1,
      ...places,
    };
    return { block, issues: this.#issues };
  }

  /** Sets the cells of one row; `false` when it ends the reading. */
  #row(
    { tape, bytes }: WalkedRecords<Binding>,
    row: number,
    target: number,
    place: (row: number) => RecordPlace,
  ): boolean {
    const { nodes, kinds, starts, ends, firstValues } = tape;
    const base = target * this.#columns.length;
    let contradiction: Issue | undefined;
    for (let value = firstValues[row]!; value < firstValues[row + 1]!; value += 1) {
      const kind = kinds[value]!;
      const node = nodes[value]!;
      const isNothing = kind === Kind.null || (kind >= Kind.object && !node.isWhole);
      if (isNothing && !this.#isNewKey(node)) continue;
      const binding = node.state;
      if (binding.column < 0) {
        if (this.#unknown(node, target, place)) return this.#newColumns === 'reject';
        continue;
      }
      const reason = this.#contradiction(binding, kind);
      if (reason === undefined) this.#cell(bytes, binding, kind, starts[value]!, ends[value]!, base);
      else if (reason !== '') {
        contradiction ??= {
          row: target,
          reason,
          thrown: new ContradictionError(place(target).row, binding.name, reason),
        };
      }
    }
    if (contradiction) this.#issues.push(contradiction);
    return contradiction === undefined;
  }

  /** A key without a value is a column all the same, where new ones are added: the union of keys is the table's. */
  #isNewKey({ state, children }: KeyNode<Binding>): boolean {
    return this.#newColumns === 'add' && !state.isKnown && children.size === 0;
  }

  /** Why a value cannot be a cell of its column; empty when it is none after all, `undefined` when it can. */
  #contradiction(binding: Binding, kind: number): string | undefined {
    const { rule, isAbove, isUnseen, emptyIsNull, column } = binding;
    if (this.#newColumns === 'add') {
      if (isAbove) return 'a value of a key that has had objects alone';
      if (isUnseen && kind === Kind.object) return 'an object, for which there are no columns yet';
    }
    const isString = kind === Kind.string || kind === Kind.escapedString;
    switch (rule) {
      case Rule.unseen:
        return kind === Kind.emptyObject && emptyIsNull ? '' : 'the first value of a column that was empty';
      case Rule.strings:
        return isString ? undefined : 'a value that is no string in a column of strings';
      case Rule.scalars:
        if (!isString && kind < Kind.array) return undefined;
        return `${isString ? 'a string' : 'an object or array'} in a column of ${typeName(this.#columns[column]!.type)}`;
      default:
        return undefined;
    }
  }

  #unknown(node: KeyNode<Binding>, row: number, place: (row: number) => RecordPlace): boolean {
    const column = node.state.name;
    const issue = { row, column, reason: UNKNOWN_COLUMN, wayOut: ADD_COLUMN };
    switch (this.#newColumns) {
      case 'reject':
        this.#issues.push(issue);
        return true;
      case 'add':
        this.#issues.push({
          ...issue,
          thrown: new ContradictionError(place(row).row, column, UNKNOWN_COLUMN),
        });
        return true;
      case 'fail': {
        const badRow = { ...place(row), column, reason: UNKNOWN_COLUMN };
        this.#issues.push({ ...issue, thrown: badRowError(this.#source, badRow, ADD_COLUMN) });
        return true;
      }
      default:
        return this.#newColumns satisfies never;
    }
  }

  #cell(bytes: Uint8Array, binding: Binding, kind: number, start: number, end: number, base: number): void {
    const field = base + binding.column;
    const isText = (kind === Kind.string || kind === Kind.escapedString) && binding.rule !== Rule.jsonText;
    if (!isText) {
      if (kind === Kind.number && binding.isFloat && end - start === 2 && isNegativeZero(bytes, start)) {
        this.#write(bytes.length, NEGATIVE_ZERO.length, field, (target, at) => {
          target.set(NEGATIVE_ZERO, at);
          return at + NEGATIVE_ZERO.length;
        });
        return;
      }
      this.#starts[field] = start;
      this.#ends[field] = end;
    } else if (end - start === 2) {
      this.#starts[field] = ~start;
      this.#ends[field] = start;
    } else if (kind === Kind.string) {
      this.#starts[field] = start + 1;
      this.#ends[field] = end - 1;
    } else {
      this.#write(bytes.length, end - start, field, (target, at) =>
        unescapeString(bytes, start + 1, end - 1, target, at),
      );
    }
  }

  /** Has a cell written behind the bytes of the text. */
  #write(offset: number, most: number, field: number, put: (target: Uint8Array, at: number) => number): void {
    const at = this.#writtenLength;
    if (at + most > this.#written.length) {
      const grown = new Uint8Array(2 * (at + most));
      grown.set(this.#written);
      this.#written = grown;
    }
    this.#writtenLength = put(this.#written, at);
    this.#starts[field] = offset + at;
    this.#ends[field] = offset + this.#writtenLength;
  }

  #withWritten(bytes: Uint8Array): Uint8Array {
    if (this.#writtenLength === 0) return bytes;
    const length = bytes.length + this.#writtenLength;
    if (this.#joined.length < length) this.#joined = new Uint8Array(length);
    this.#joined.set(bytes);
    this.#joined.set(this.#written.subarray(0, this.#writtenLength), bytes.length);
    return this.#joined.subarray(0, length);
  }
}

const isNegativeZero = (bytes: Uint8Array, at: number) => bytes[at] === 0x2d && bytes[at + 1] === 0x30;
