import type { JsonField } from '../conversion/source-format.ts';
import { cellEvidence, Evidence } from '../schema/cell-evidence.ts';
import type { ColumnProfile } from '../schema/infer-schema.ts';
import type { Column } from '../schema/table-schema.ts';
import type { BindKey } from './bind-columns.ts';
import { type KeyNode, KeyTree } from './key-tree.ts';
import { Kind, type RecordTape } from './record-tape.ts';

const EVIDENCE_BITS = 12;

/** What the values of one key say. */
export class KeyEvidence {
  /** Of the column that the key is known to have; all others find theirs in the end. */
  readonly name: string | undefined;
  /** When the key was first seen among all keys; −1: never in a good row. */
  order = -1;
  /** Of the values that are no objects to be flattened. */
  evidence: number = Evidence.none;
  values = 0;
  /** Objects to be flattened, where that can be done. */
  objects = 0;
  emptyObjects = 0;
  /** By bit of evidence: the first row with it. */
  readonly firstRows: number[] = [];
  firstObjectRow = 0;

  constructor(name?: string) {
    this.name = name;
  }
}

const isNegativeZero = (bytes: Uint8Array, start: number, end: number) =>
  end - start === 2 && bytes[start] === 0x2d && bytes[start + 1] === 0x30;

function valueEvidence(kind: number, bytes: Uint8Array, start: number, end: number): number {
  switch (kind) {
    case Kind.boolean:
      return Evidence.booleanLower;
    case Kind.number:
      return isNegativeZero(bytes, start, end) ? Evidence.decimal : cellEvidence(bytes, start, end);
    case Kind.string:
    case Kind.escapedString:
      return Evidence.jsonString;
    default:
      return Evidence.jsonNested;
  }
}

/** Evidence that a column guessed so has room for. */
function allowedEvidence({ type, guess }: Column): number {
  if (guess?.isUnseen) return Evidence.none;
  if (guess === undefined || guess.isJsonText) return -1;
  switch (type.kind) {
    case 'boolean':
      return Evidence.booleanLower;
    case 'int64':
      return Evidence.integer | Evidence.wideInteger;
    case 'float64':
      return Evidence.integer | Evidence.decimal;
    default:
      return Evidence.jsonString;
  }
}

/** A column as the records have it, before names are made unique. */
export interface FoundField extends ColumnProfile {
  /** Where it was known before. */
  readonly name: string | undefined;
  readonly path: readonly string[];
  readonly order: number;
  /** The first row that makes it a column: with a value, or, of mixed kinds, with the second kind. */
  readonly firstRow: number;
  readonly firstRows: readonly number[];
}

/** Gathers what the values of records say, key by key. */
export class JsonEvidence {
  readonly tree: KeyTree<KeyEvidence>;
  rows = 0;
  #order = 0;
  readonly #isClosed: boolean;

  /** `bindKey` says which keys have a column that is known; with `isClosed`, there are no others. */
  constructor(flattens: boolean, bindKey: BindKey, isClosed: boolean) {
    this.#isClosed = isClosed;
    this.tree = new KeyTree(flattens, (path, isFlattened) => {
      const { state, isWhole } = bindKey(path, isFlattened);
      return { state: new KeyEvidence(state.column < 0 ? undefined : state.name), isWhole };
    });
  }

  /** No key has been seen in a good row. */
  get isEmpty(): boolean {
    return this.#order === 0;
  }

  /** The first key in row `row` of a tape that has a value, and no column; `undefined` where new columns are made. */
  strangerIn({ nodes, kinds, firstValues }: RecordTape<KeyEvidence>, row: number) {
    if (!this.#isClosed) return undefined;
    for (let value = firstValues[row]!; value < firstValues[row + 1]!; value += 1) {
      const node = nodes[value]!;
      const isNothing = kinds[value] === Kind.null || (kinds[value]! >= Kind.object && !node.isWhole);
      if (!isNothing && node.state.name === undefined) return node;
    }
    return undefined;
  }

  /** Takes in row `row` of a tape, a good one; `number` is the row's in the source. */
  add(tape: RecordTape<KeyEvidence>, bytes: Uint8Array, row: number, number: number): void {
    const { nodes, kinds, starts, ends, firstValues } = tape;
    this.rows += 1;
    for (let value = firstValues[row]!; value < firstValues[row + 1]!; value += 1) {
      const node = nodes[value]!;
      const kind = kinds[value]!;
      const { state } = node;
      if (state.order < 0) state.order = this.#order++;
      if (kind === Kind.null) continue;
      if (kind >= Kind.object && node.isFlattened) this.#object(node, kind, number);
      else {
        state.values += 1;
        const evidence = valueEvidence(kind, bytes, starts[value]!, ends[value]!);
        if ((state.evidence & evidence) === 0) this.#news(node, evidence, number);
      }
    }
  }

  #news(node: KeyNode<KeyEvidence>, evidence: number, row: number): void {
    const { state } = node;
    state.evidence |= evidence;
    for (let bit = 0; bit < EVIDENCE_BITS; bit += 1) {
      if (evidence & (1 << bit)) state.firstRows[bit] ??= row;
    }
    if (state.objects > 0) keepWhole(node);
  }

  #object(node: KeyNode<KeyEvidence>, kind: number, row: number): void {
    const { state } = node;
    if (this.#isClosed && !node.isWhole) return;
    if (state.objects + state.emptyObjects === 0) state.firstObjectRow = row;
    if (kind === Kind.emptyObject) state.emptyObjects += 1;
    else {
      state.objects += 1;
      if (state.values > 0 && !node.isWhole) keepWhole(node);
    }
  }

  /** The columns, in the order in which they turned up. */
  fields(): FoundField[] {
    const found: FoundField[] = [];
    const visit = (node: KeyNode<KeyEvidence>) => {
      for (const child of node.children.values()) {
        const { order, values, objects, name } = child.state;
        if (order < 0) continue;
        const isKnown = name !== undefined && (this.#isClosed || child.isWhole);
        const isFound = !this.#isClosed && (objects === 0 || values > 0);
        if (isKnown || isFound) found.push(this.#field(child));
        if (!isFound) visit(child);
      }
    };
    visit(this.tree.root);
    return found.sort((a, b) => a.order - b.order);
  }

  #field({ path, state }: KeyNode<KeyEvidence>): FoundField {
    const { order, firstRows, values, name } = state;
    const wholes = values + state.objects === 0 ? 0 : state.objects + state.emptyObjects;
    const firstValue = firstRows.reduce((least, row) => Math.min(least, row), Number.POSITIVE_INFINITY);
    const rows = firstRows.slice();
    const nested = Math.log2(Evidence.jsonNested);
    if (wholes > 0) rows[nested] = Math.min(rows[nested] ?? state.firstObjectRow, state.firstObjectRow);
    return {
      path,
      name,
      order,
      firstRows: rows,
      firstRow: wholes > 0 && values > 0 ? Math.max(firstValue, state.firstObjectRow) : firstValue,
      evidence: state.evidence | wholeEvidence(state),
      nulls: this.rows - values - wholes,
    };
  }
}

/** What the objects say of a column that they are values of. */
function wholeEvidence({ values, objects, emptyObjects }: KeyEvidence): number {
  if (objects > 0 || (values > 0 && emptyObjects > 0)) return Evidence.jsonNested;
  return emptyObjects > 0 ? Evidence.jsonEmpty : Evidence.none;
}

/** Values of more than one kind: from here on, objects of this key are values like others. */
function keepWhole(node: KeyNode<KeyEvidence>): void {
  node.isWhole = true;
  node.children.clear();
  node.byHash.clear();
  node.first = undefined;
}

/** By name: the first row that contradicts a guess, or that has a column of which nothing was known. */
export function contradictedRows(
  found: readonly FoundField[],
  fields: readonly JsonField[],
  planned: readonly Column[],
): Map<string, number> {
  const columns = new Map(planned.map((column) => [column.name, column]));
  const rows = new Map<string, number>();
  for (const [index, { name }] of fields.entries()) {
    const { evidence, firstRow, firstRows } = found[index]!;
    if ((evidence & ~Evidence.jsonEmpty) === Evidence.none) continue;
    const column = columns.get(name);
    const allowed = column ? allowedEvidence(column) : 0;
    const row = column ? firstContradiction(firstRows, evidence & ~allowed) : firstRow;
    if (row !== undefined) rows.set(name, row);
  }
  return rows;
}

function firstContradiction(firstRows: readonly number[], bits: number): number | undefined {
  let first: number | undefined;
  for (const [bit, row] of firstRows.entries()) {
    if (row !== undefined && bits & (1 << bit)) first = Math.min(first ?? row, row);
  }
  return first;
}
