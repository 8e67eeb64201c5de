import type { JsonFormat } from '../conversion/source-format.ts';
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

/**
 * The keys of records bound to columns: fields by the name they were given, all other keys by their own, where the
 * schema has a column of that name which no field has.
 */
export function bindColumns(format: Fields, columns: readonly Column[]): KeyTree<Binding> {
  const { fields, records } = format;
  const positions = new Map(columns.map(({ name }, index) => [name, index]));
  const fieldNames = new Set(fields.map(({ name }) => name));
  const nameByPath = new Map(fields.map(({ path, name }) => [pathKey(path), name]));
  const parents = new Set<string>();
  const bound = new Set<number>();

  const columnAt = (path: readonly string[], own: string | undefined): number => {
    const name = own ?? columnName(path, records);
    if (own === undefined && (fieldNames.has(name) || bound.has(positions.get(name) ?? -1))) return -1;
    const column = positions.get(name) ?? -1;
    bound.add(column);
    return column;
  };
  const stateOf = (path: readonly string[], isFlattened: boolean): { state: Binding; isWhole: boolean } => {
    const own = nameByPath.get(pathKey(path));
    const index = path.length === 0 ? -1 : columnAt(path, own);
    const column = columns[index];
    const rule = column ? ruleOf(column) : Rule.declared;
    const state = {
      name: own ?? columnName(path, records),
      column: column ? index : -1,
      rule,
      isFloat: column?.type.kind === 'float64',
      isKnown: own !== undefined || column !== undefined,
      emptyIsNull: isFlattened && rule === Rule.unseen,
    };
    return { state, isWhole: column !== undefined && !parents.has(pathKey(path)) };
  };

  for (const { path, name } of fields) {
    if (!positions.has(name)) continue;
    for (let length = 1; length < path.length; length += 1) parents.add(pathKey(path.slice(0, length)));
  }
  const tree = new KeyTree<Binding>(flattens(format), stateOf);
  for (const { path } of fields) {
    if (records === 'arrays') tree.position(Number(path[0]));
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
