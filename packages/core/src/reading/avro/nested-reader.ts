/** Arrays, maps, records and unions as JSON text. */
import { plainCell } from '../cell-text.ts';
import type { NestedValue } from '../foreign-values.ts';
import { MalformedAvro } from './avro-error.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { leafReader } from './leaf-reader.ts';
import type { AvroNode } from './parse-avro-schema.ts';

export type ReadNested = (cursor: ByteCursor) => NestedValue;

/** Items of no bytes at all, nulls for example, may be at most this many. */
const MAX_EMPTY_ITEMS = 1_000_000;

/** `list<int64>`, `struct<a: string, b: float64>`; a record within itself is given by its name. */
export function nestedTypeName(node: AvroNode, within: ReadonlySet<AvroNode> = new Set()): string {
  const name = (inner: AvroNode) => nestedTypeName(inner, new Set([...within, node]));
  switch (node.kind) {
    case 'array':
      return `list<${name(node.items)}>`;
    case 'map':
      return `map<string, ${name(node.values)}>`;
    case 'union': {
      const branches = node.branches.filter((branch) => !isNull(branch)).map(name);
      return branches.length === 1 ? branches[0]! : `union<${branches.join(', ')}>`;
    }
    case 'record':
      if (within.has(node)) return node.name;
      return `struct<${node.fields.map((field) => `${field.name}: ${name(field.node)}`).join(', ')}>`;
    default:
      return leafReader(node)!.type;
  }
}

export const isNull = (node: AvroNode): boolean => node.kind === 'primitive' && node.name === 'null';

/** Calls `readItem` for every item of an array or map, whose blocks may be preceded by their size in bytes. */
function readItems(cursor: ByteCursor, readItem: () => void): void {
  let empty = 0;
  for (;;) {
    let count = cursor.size();
    if (count === 0) return;
    if (count < 0) {
      count = -count;
      cursor.size();
    }
    for (let item = 0; item < count; item += 1) {
      const start = cursor.at;
      readItem();
      cursor.requireWithin();
      if (cursor.at === start) empty += 1;
      if (empty > MAX_EMPTY_ITEMS) throw new MalformedAvro(`more than ${MAX_EMPTY_ITEMS} empty items`);
    }
  }
}

/** The branch of a union that comes next. */
export function readBranch<T>(cursor: ByteCursor, branches: readonly T[]): T {
  const index = cursor.size();
  const branch = branches[index];
  if (branch === undefined) throw new MalformedAvro(`branch ${index} of a union of ${branches.length}`);
  return branch;
}

function build(node: AvroNode, readerOf: (node: AvroNode) => ReadNested): ReadNested {
  switch (node.kind) {
    case 'array': {
      const readItem = readerOf(node.items);
      return (cursor) => {
        const items: NestedValue[] = [];
        readItems(cursor, () => items.push(readItem(cursor)));
        return items;
      };
    }
    case 'map': {
      const readValue = readerOf(node.values);
      return (cursor) => {
        const entries: [string, NestedValue][] = [];
        readItems(cursor, () => entries.push([cursor.text(), readValue(cursor)]));
        return Object.fromEntries(entries);
      };
    }
    case 'union': {
      const branches = node.branches.map(readerOf);
      return (cursor) => readBranch(cursor, branches)(cursor);
    }
    case 'record': {
      const fields = node.fields.map((field) => [field.name, readerOf(field.node)] as const);
      return (cursor) => Object.fromEntries(fields.map(([name, read]) => [name, read(cursor)]));
    }
    default: {
      const { read, cellType } = leafReader(node)!;
      return (cursor) => {
        const cell = read(cursor);
        return cellType.kind === 'int64' ? cell : plainCell(cell, cellType);
      };
    }
  }
}

/** The reader of any node; records may hold themselves. */
export function nestedReader(root: AvroNode): ReadNested {
  const readers = new Map<AvroNode, ReadNested>();
  const readerOf = (node: AvroNode): ReadNested => {
    if (!readers.has(node)) {
      readers.set(node, (cursor) => readers.get(node)!(cursor));
      readers.set(node, build(node, readerOf));
    }
    return readers.get(node)!;
  };
  return readerOf(root);
}
