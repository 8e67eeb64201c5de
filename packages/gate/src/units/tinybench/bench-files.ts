import { glob } from 'tinyglobby';
import type { BuiltTree, BuiltTrees } from '../../trees/gate-tree.ts';
import { GateFailure } from '../../unit/gate-failure.ts';

export interface BenchFiles {
  /** Relative to either tree. */
  readonly atHead: readonly string[];
  /** Still at base. */
  readonly goneAtHead: readonly string[];
}

/** Patterns of the files of a benchmark; base's own where it declares others than head. */
export interface FilePatterns {
  readonly base: string;
  readonly head: string;
}

async function match(pattern: string, { directory }: BuiltTree): Promise<string[]> {
  const files = await glob(pattern, { cwd: directory, ignore: ['**/node_modules/**', '**/.git/**'] });
  return files.toSorted();
}

/** @throws GateFailure where neither side has such a file. */
export async function findBenchFiles(patterns: FilePatterns, trees: BuiltTrees): Promise<BenchFiles> {
  const atHead = await match(patterns.head, trees.head);
  const atBase = await match(patterns.base, trees.base);
  if (atHead.length === 0 && atBase.length === 0) {
    throw new GateFailure('no-benchmark', `no file of base or head matches ${patterns.head}`);
  }
  return { atHead, goneAtHead: atBase.filter((file) => !atHead.includes(file)) };
}
