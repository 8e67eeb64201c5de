import type { JsonField, JsonFormat } from '../conversion/source-format.ts';
import type { Column } from '../schema/table-schema.ts';
import { type KeyNode, KeyTree, pathName } from './key-tree.ts';

/** How values become cells of a column. */
export const Rule = {
  /** Inferred: strings alone. */
  strings: 0,
  /** Inferred: values of every kind, each as its JSON text. */
  jsonText: 1,
  /** Inferred as anything but text: no strings, nothing nested. */
  scalars: 2,
  /** Inferred: no value has been seen. */
  unseen: 3,
  /** Declared: strings as what they say, everything else as its JSON text. */
  declared: 4,
} as const;

/** What a reader knows of a key. */
export interface Binding {
  readonly name: string;
  /** Position in the schema; −1 when it has none. */
  readonly column: number;
  readonly rule: number;
  /** `-0` is written `-0.0`, which every reader of cells takes for a number. */
  readonly isFloat: boolean;
  /** A field that was planned, or a column. */
  readonly isKnown: boolean;
  /** Objects here are flattened, although there is a column for other values. */
  readonly isAbove: boolean;
  /** Nothing was seen of it in this source, only in others: its objects are to be flattened. */
  readonly isUnseen: boolean;
  /** An object without members says nothing here. */
  readonly emptyIsNull: boolean;
}

function ruleOf({ type, guess }: Column): number {
  if (guess === undefined) return Rule.declared;
  if (guess.isUnseen) return Rule.unseen;
  if (guess.isJsonText) return Rule.jsonText;
  return type.kind === 'string' ? Rule.strings : Rule.scalars;
}

type Fields = Pick<JsonFormat, 'fields' | 'nested' | 'records'>;

/** What a value at `path` of records is called where no field says otherwise. */
export const columnName = (path: readonly string[], records: JsonFormat['records']): string =>
  records === 'arrays' ? `column${pathName(path)}` : pathName(path);

/** Whether objects inside records become columns of their own; those in positional records never do. */
export const flattens = ({ nested, records }: Pick<JsonFormat, 'nested' | 'records'>): boolean =>
  nested === 'flatten' && records === 'objects';

const pathKey = (path: readonly string[]) => JSON.stringify(path);

/** What a reader makes of the key at `path`; `isWhole`: objects there are values of a column as they are. */
export type BindKey = (path: readonly string[], isFlattened: boolean) => { state: Binding; isWhole: boolean };

/** The paths above those of fields that are columns. */
function pathsAbove(fields: readonly JsonField[], positions: ReadonlyMap<string, number>): Set<string> {
  const above = new Set<string>();
  for (const { path, name } of fields) {
    if (!positions.has(name)) continue;
    for (let length = 1; length < path.length; length += 1) above.add(pathKey(path.slice(0, length)));
  }
  return above;
}

/**
 * Binds keys to columns, each when it is first met: fields by the name they were given, all other keys by their own,
 * where the schema has a column of that name which no field has.
 */
export function keyBinder({ fields, records }: Fields, columns: readonly Column[]): BindKey {
  const positions = new Map(columns.map(({ name }, index) => [name, index]));
  const fieldNames = new Set(fields.map(({ name }) => name));
  const nameByPath = new Map(fields.map(({ path, name }) => [pathKey(path), name]));
  const seen = new Set(fields.flatMap(({ path, isUnseen }) => (isUnseen ? [] : [pathKey(path)])));
  const above = pathsAbove(fields, positions);
  const bound = new Set<number>();

  const columnAt = (path: readonly string[], own: string | undefined): number => {
    const name = own ?? columnName(path, records);
    if (own === undefined && (fieldNames.has(name) || bound.has(positions.get(name) ?? -1))) return -1;
    const column = positions.get(name) ?? -1;
    bound.add(column);
    return column;
  };
  return (path, isFlattened) => {
    const key = pathKey(path);
    const own = nameByPath.get(key);
    const index = path.length === 0 ? -1 : columnAt(path, own);
    const column = columns[index];
    const isAbove = above.has(key);
    const rule = column ? ruleOf(column) : Rule.declared;
    const state = {
      name: own ?? columnName(path, records),
      column: column ? index : -1,
      rule,
      isFloat: column?.type.kind === 'float64',
      isKnown: own !== undefined || column !== undefined,
      isAbove,
      isUnseen: isFlattened && !seen.has(key),
      emptyIsNull: isFlattened && rule === Rule.unseen,
    };
    return { state, isWhole: column !== undefined && !isAbove };
  };
}

/** The keys of records bound to columns. */
export function bindColumns(format: Fields, columns: readonly Column[]): KeyTree<Binding> {
  const tree = new KeyTree<Binding>(flattens(format), keyBinder(format, columns));
  for (const { path } of format.fields) {
    if (format.records === 'arrays') tree.position(Number(path[0]));
    else tree.at(path);
  }
  linkInOrder(tree.root);
  return tree;
}

/** Expects keys in the order of the fields until a record shows another. */
function linkInOrder(node: KeyNode<Binding>): void {
  let previous: KeyNode<Binding> | undefined;
  for (const child of node.children.values()) {
    if (previous) previous.next = child;
    else node.first = child;
    previous = child;
    linkInOrder(child);
  }
}
