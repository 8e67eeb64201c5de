import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuiltTree, BuiltTrees } from '../trees/gate-tree.ts';
import { GateFailure } from '../unit/gate-failure.ts';
import type { Counters, GateUnit, Side, Verified } from '../unit/gate-unit.ts';
import { countDependencies } from './count-dependencies.ts';
import { bytesOf } from './measure-artefacts.ts';

/** What a tree has built, by the name of its counter, and where: in the tree, or anywhere. */
export type Artefacts = Readonly<Record<string, string>>;

const LOCKFILE = 'package-lock.json';

async function lockfileOf({ directory }: BuiltTree): Promise<string | undefined> {
  try {
    return await readFile(join(directory, LOCKFILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function dependencyCounter(tree: BuiltTree): Promise<Counters> {
  const text = await lockfileOf(tree);
  if (text === undefined) return {};
  try {
    return { 'production dependencies': { value: countDependencies(text), rule: 'upper' } };
  } catch (error) {
    const what = `${LOCKFILE} of ${tree.name} is no lockfile of npm; make it anew with npm install`;
    throw new GateFailure('not-parsable', what, { cause: error });
  }
}

async function sizeCounter(tree: BuiltTree, name: string, path: string): Promise<Counters> {
  const bytes = await bytesOf(path);
  if (bytes === undefined)
    throw new GateFailure('build-failed', `${tree.name} has built no ${name}: there is no ${path}`);
  return { [`${name} bytes`]: { value: bytes, rule: 'upper' } };
}

/**
 * Counts the dependencies of a tree, where it has an npm lockfile, and measures what it has built.
 *
 * @param artefacts absolute paths by name.
 * @throws GateFailure where the lockfile cannot be read or an artefact is missing.
 */
export async function treeCounters(tree: BuiltTree, artefacts: Artefacts = {}): Promise<Counters> {
  const sizes = Object.entries(artefacts).map(([name, path]) => sizeCounter(tree, name, path));
  return Object.assign({}, ...(await Promise.all([dependencyCounter(tree), ...sizes])));
}

/** The name under which the counters of trees stand. */
export const TREE_BENCHMARK = 'tree';

/** Both trees as a unit that is counted and never timed. */
export function treeUnit(trees: Pick<BuiltTrees, Side>, artefacts?: (side: Side) => Artefacts): GateUnit {
  return {
    name: TREE_BENCHMARK,
    kind: 'tree',
    about: 'counts dependencies and measures what was built; nothing runs',
    async verify(side): Promise<Verified> {
      const counters = await treeCounters(trees[side], artefacts?.(side));
      return { benchmarks: [TREE_BENCHMARK], counters: new Map([[TREE_BENCHMARK, counters]]), warnings: [] };
    },
    pair: async () => [],
  };
}
