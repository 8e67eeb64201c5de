/** Objects nested deeper than this are kept as JSON text, so that no depth of nesting exhausts the stack. */
const MOST_LEVELS = 64;

/** One key of records, with everything below it. `state` is what the owner of the tree knows of it. */
export interface KeyNode<S> {
  /** Keys from the record down; of an array, the position as a decimal number. */
  readonly path: readonly string[];
  readonly state: S;
  /** How the key stands between its quotes; `undefined` when it needs escapes. */
  readonly written: Uint8Array | undefined;
  /** Objects here are flattened, unless `isWhole`. */
  readonly isFlattened: boolean;
  /** Objects here are values as a whole. */
  isWhole: boolean;
  readonly children: Map<string, KeyNode<S>>;
  /** Children by the hash of how they are written: whoever finds one here compares it. */
  readonly byHash: Map<number, KeyNode<S>>;
  /** Which key was first within this one, and which followed this one, in a record before: a good guess for the next. */
  first: KeyNode<S> | undefined;
  next: KeyNode<S> | undefined;
  /** The record that had the key last, and where on the tape its value is. */
  record: number;
  entry: number;
}

type StateOf<S> = (path: readonly string[], isFlattened: boolean) => { state: S; isWhole: boolean };

const encoder = new TextEncoder();

function writtenKey(key: string): Uint8Array | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON must escape
  return /["\\\u0000-\u001f]/.test(key) ? undefined : encoder.encode(key);
}

/** The keys that records are made of. `stateOf` is asked once per key; `depth` is that of the records themselves. */
export class KeyTree<S> {
  readonly root: KeyNode<S>;
  /** Of records that are arrays: the children of the root by position. */
  readonly positions: KeyNode<S>[] = [];
  size = 0;
  readonly #flattens: boolean;
  readonly #stateOf: StateOf<S>;
  readonly #depth: number;

  constructor(flattens: boolean, stateOf: StateOf<S>, depth = 0) {
    this.#flattens = flattens;
    this.#stateOf = stateOf;
    this.#depth = depth;
    this.root = this.#node([]);
  }

  /** The node of a key within `parent`; made when it is new. */
  child(parent: KeyNode<S>, key: string): KeyNode<S> {
    const known = parent.children.get(key);
    if (known) return known;
    const added = this.#node([...parent.path, key]);
    parent.children.set(key, added);
    return added;
  }

  /** The node of a position in records that are arrays; made, with all before it, when it is new. */
  position(index: number): KeyNode<S> {
    while (this.positions.length <= index) {
      this.positions.push(this.child(this.root, String(this.positions.length)));
    }
    return this.positions[index]!;
  }

  /** The node of a path; made, with all above it, when it is new. */
  at(path: readonly string[]): KeyNode<S> {
    return path.reduce((node, key) => this.child(node, key), this.root);
  }

  /** Takes out every key that need not be kept and has nothing below it that must. */
  forget(keeps: (state: S) => boolean): void {
    this.size = 0;
    this.#prune(this.root, keeps);
    while (this.positions.length > 0 && !keeps(this.positions.at(-1)!.state)) this.positions.pop();
  }

  #prune(node: KeyNode<S>, keeps: (state: S) => boolean): void {
    this.size += 1;
    node.first = undefined;
    node.next = undefined;
    node.byHash.clear();
    for (const [key, child] of node.children) {
      this.#prune(child, keeps);
      if (child.children.size > 0 || keeps(child.state)) continue;
      node.children.delete(key);
      this.size -= 1;
    }
  }

  #node(path: readonly string[]): KeyNode<S> {
    this.size += 1;
    const isFlattened = this.#flattens && this.#depth + path.length <= MOST_LEVELS;
    const { state, isWhole } = this.#stateOf(path, isFlattened);
    return {
      path,
      state,
      written: writtenKey(path.at(-1) ?? ''),
      isFlattened,
      isWhole: isWhole || !isFlattened,
      children: new Map(),
      byHash: new Map(),
      first: undefined,
      next: undefined,
      record: 0,
      entry: 0,
    };
  }
}

/** The name of a path before names are made unique. */
export const pathName = (path: readonly string[]) => path.join('.');
