import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BuiltTree, BuiltTrees } from '../trees/gate-tree.ts';
import { GateFailure } from '../unit/gate-failure.ts';
import type { Counters, GateUnit, Side, Verified } from '../unit/gate-unit.ts';
import { countDependencies } from './count-dependencies.ts';

/** Of npm; the first one goes before the other where both are there. */
export const LOCKFILES = ['npm-shrinkwrap.json', 'package-lock.json'] as const;

/** From a directory up to the root of its repository; it alone where there is none. */
function directoriesUpwards(directory: string): string[] {
  const upwards = [directory];
  for (let at = directory; !existsSync(join(at, '.git')); at = dirname(at)) {
    if (dirname(at) === at) return [directory];
    upwards.push(dirname(at));
  }
  return upwards;
}

/** A package of a workspace has the lockfile of its root. */
const lockfileOf = ({ directory }: BuiltTree): string | undefined =>
  directoriesUpwards(directory)
    .flatMap((at) => LOCKFILES.map((name) => join(at, name)))
    .find((path) => existsSync(path));

/**
 * Counts the dependencies of a tree, where it or its workspace has a lockfile of npm.
 *
 * @throws GateFailure where the lockfile cannot be read.
 */
export async function treeCounters(tree: BuiltTree): Promise<Counters> {
  const path = lockfileOf(tree);
  if (path === undefined) return {};
  const text = await readFile(path, 'utf8');
  try {
    return { 'production dependencies': { value: countDependencies(text), rule: 'upper' } };
  } catch (error) {
    const what = `${path} of ${tree.name} is no lockfile of npm; make it anew with npm install`;
    throw new GateFailure('not-parsable', what, { cause: error });
  }
}

/** The name under which the counters of trees stand. */
export const TREE_BENCHMARK = 'tree';

/** Both trees as a unit that is counted and never timed. */
export function treeUnit(trees: Pick<BuiltTrees, Side>): GateUnit {
  return {
    name: TREE_BENCHMARK,
    kind: 'tree',
    about: 'counts dependencies; nothing runs',
    async verify(side): Promise<Verified> {
      const counters = await treeCounters(trees[side]);
      return { benchmarks: [TREE_BENCHMARK], counters: new Map([[TREE_BENCHMARK, counters]]), warnings: [] };
    },
    pair: async () => [],
  };
}
