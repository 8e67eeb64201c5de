import type { GateTree } from '@parquetry/bench/record';

/** A tree that is checked out, installed and built, and not touched while it is measured. */
export interface BuiltTree extends GateTree {
  /** Absolute; as long as that of the other side. */
  readonly directory: string;
}

export interface BuiltTrees {
  readonly base: BuiltTree;
  readonly head: BuiltTree;
  /** Paths that differ between them, relative to either; undefined where git cannot tell. */
  readonly changedFiles: readonly string[] | undefined;
}
