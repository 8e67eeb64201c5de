import { basename, sep } from 'node:path';
import { GateFailure } from '../unit/gate-failure.ts';
import type { PreparedTree, PreparedTrees } from './prepare-trees.ts';
import { toldAsFailure } from './told-as-failure.ts';
import { compareStamps, stampTree } from './tree-stamps.ts';

const NAMED_PATHS = 5;

/** Of files that were added: what another one is imported from. The rest is taken for what benchmarks wrote. */
const isModule = (path: string) =>
  path.split(sep).includes('node_modules') || basename(path) === 'package.json';

async function touched({ root, stamps }: PreparedTree, signal: AbortSignal | undefined): Promise<string[]> {
  const { changed, added } = compareStamps(stamps, await stampTree(root, signal));
  return [...changed, ...added.filter(isModule)];
}

/**
 * Both trees still are what was built; files that benchmarks added outside of `node_modules` don't count.
 *
 * @throws GateFailure `dirty-base` for base, `harness-changed` for head, whose harness measures both.
 */
export async function requireUntouched(
  { base, head }: Pick<PreparedTrees, 'base' | 'head'>,
  signal?: AbortSignal,
): Promise<void> {
  for (const [side, tree] of [['base', base] as const, ['head', head] as const]) {
    const kind = side === 'base' ? 'dirty-base' : 'harness-changed';
    const what = `the tree of ${side} cannot be read after it was measured`;
    const paths = await toldAsFailure(kind, what, signal, () => touched(tree, signal));
    if (paths.length === 0) continue;
    const more = paths.length > NAMED_PATHS ? ` and ${paths.length - NAMED_PATHS} more` : '';
    throw new GateFailure(
      kind,
      `the tree of ${side} changed while it was measured, in ${paths.slice(0, NAMED_PATHS).join(', ')}${more}, so it cannot be said what the figures are of: find what writes to ${tree.root} (a benchmark may add files there, not change any), then run again`,
    );
  }
}
