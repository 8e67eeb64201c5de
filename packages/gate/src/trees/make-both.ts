import type { Side } from '../unit/gate-unit.ts';
import { type BuildRequest, buildTree } from './build-tree.ts';
import type { GivenCommands } from './find-commands.ts';
import { type KeptTree, reuseTree, treePlaces } from './kept-trees.ts';
import { keyOf, type TreeInput, treeName } from './tree-input.ts';
import { waitForLock } from './tree-lock.ts';

/** A tree that has its place, but may not be there yet. */
export interface Planned {
  readonly side: Side;
  readonly input: TreeInput;
  readonly key: string;
  readonly name: string;
}

export function planTree(side: Side, input: TreeInput, given: GivenCommands): Planned {
  const key = keyOf(input, given);
  return { side, input, key, name: treeName(side, key) };
}

type Making = Pick<BuildRequest, 'given' | 'git' | 'environment' | 'onStep'> & {
  readonly workDirectory: string;
};
type Both<Value> = readonly [base: Value, head: Value];

/** The locks of both trees; always that of base first, so that no two gates wait for each other. */
export async function lockTrees(
  planned: Both<Planned>,
  { workDirectory, onStep }: Making,
  signal: AbortSignal,
): Promise<AsyncDisposableStack> {
  await using held = new AsyncDisposableStack();
  for (const { side, name } of planned) {
    const onWait = (processId: number) => onStep({ side, step: 'waiting', processId });
    held.use(await waitForLock(treePlaces(workDirectory, name).lock, { signal, onWait }));
  }
  return held.move();
}

async function makeTree(
  { side, input, key, name }: Planned,
  { workDirectory, ...making }: Making,
  signal: AbortSignal,
): Promise<KeptTree> {
  const places = treePlaces(workDirectory, name);
  const kept = await reuseTree(places, key, signal);
  if (kept === undefined) return buildTree({ side, input, key, places, ...making, signal });
  making.onStep({ side, step: 'kept', directory: places.root });
  return kept;
}

/** Makes both trees, or finds them kept, at the same time; where one fails, the other is given up. */
export async function makeBoth(
  [base, head]: Both<Planned>,
  making: Making,
  outer: AbortSignal,
): Promise<Both<KeptTree>> {
  const failing = new AbortController();
  const signal = AbortSignal.any([outer, failing.signal]);
  const make = async (planned: Planned): Promise<KeptTree> => {
    try {
      return await makeTree(planned, making, signal);
    } catch (error) {
      failing.abort(error);
      throw error;
    }
  };
  const both = [make(base), make(head)] as const;
  await Promise.allSettled(both);
  failing.signal.throwIfAborted();
  return Promise.all(both);
}
