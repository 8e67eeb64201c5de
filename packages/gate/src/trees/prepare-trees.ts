import { mkdir, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { GateFailure } from '../unit/gate-failure.ts';
import type { Side } from '../unit/gate-unit.ts';
import { buildTree, type TreeStep } from './build-tree.ts';
import type { GivenCommands } from './find-commands.ts';
import type { BuiltTree, BuiltTrees } from './gate-tree.ts';
import { Git } from './git.ts';
import { type KeptTree, pruneTrees, reuseTree, treePlaces } from './kept-trees.ts';
import { toldAsFailure } from './told-as-failure.ts';
import { type Environment, treeEnvironment } from './tree-environment.ts';
import { baseInput, headInput, type InputRequest, keyOf, type TreeInput, treeName } from './tree-input.ts';
import { waitForLock } from './tree-lock.ts';
import { changedPaths } from './tree-sources.ts';
import type { TreeStamps } from './tree-stamps.ts';

export interface PrepareTreesRequest {
  readonly projectDirectory: string;
  /** A commit by any name, or a directory (from the project's); found from git's history when undefined. */
  readonly base?: string | undefined;
  /** Where trees are made and kept. */
  readonly workDirectory: string;
  /** A shell command; undefined to find it from the lockfile, null for none. */
  readonly install?: string | null | undefined;
  /** A shell command; undefined for the project's `build` script if it has one, null for none. */
  readonly build?: string | null | undefined;
  readonly environment?: Environment;
  readonly signal?: AbortSignal;
  readonly onStep?: (step: TreeStep) => void;
}

export interface PreparedTree extends BuiltTree {
  /** Of the whole tree, which the project may be a part of. */
  readonly root: string;
  /** As it was built. */
  readonly stamps: TreeStamps;
}

/** Nobody else builds, changes or removes these trees until they are disposed of; then they are kept. */
export interface PreparedTrees extends BuiltTrees, AsyncDisposable {
  readonly base: PreparedTree;
  readonly head: PreparedTree;
  readonly changedFiles: readonly string[];
  /** What a reader of the verdict should know of them, in sentences. */
  readonly warnings: readonly string[];
}

interface Planned {
  readonly side: Side;
  readonly input: TreeInput;
  readonly key: string;
  readonly name: string;
}

function plan(side: Side, input: TreeInput, given: GivenCommands): Planned {
  const key = keyOf(input, given);
  return { side, input, key, name: treeName(side, key) };
}

async function requireEqualLengths(base: TreeInput, head: TreeInput): Promise<void> {
  if (base.prefix.length === head.prefix.length) return;
  throw new GateFailure(
    'no-base',
    `the project is ${head.prefix || 'the root'} of its repository and base is ${base.prefix || 'the root'} of its own, so their paths would differ in length, and with them what is measured: give --base the directory that is the project's counterpart`,
  );
}

async function findInputs(request: InputRequest, base: string | undefined) {
  const { projectDirectory, workDirectory } = request;
  const inside = relative(workDirectory, projectDirectory);
  if (!inside.startsWith('..')) {
    throw new GateFailure(
      'build-failed',
      `trees cannot be made in ${workDirectory}, because the project is in it: take another directory`,
    );
  }
  const inputs = { base: await baseInput(request, base), head: await headInput(request) };
  await requireEqualLengths(inputs.base, inputs.head);
  return inputs;
}

async function warn(
  git: Git,
  base: TreeInput,
  head: TreeInput,
  changed: readonly string[],
): Promise<string[]> {
  const warnings: string[] = [];
  if (changed.length === 0) {
    warnings.push('base and head hold the same files: whatever differs between them is noise');
  }
  if (base.kind === 'commit' && head.commit !== null && head.commit !== base.commit) {
    const order = ['merge-base', '--is-ancestor', head.commit, base.commit];
    if ((await git.ask(base.repository.root, ...order)) !== undefined) {
      warnings.push(`base (${base.name}) was made after head and contains it: are the sides exchanged?`);
    }
  }
  for (const stranger of head.files.strangers) {
    warnings.push(`${stranger} is a repository of its own and no submodule, and is left out of head`);
  }
  return warnings;
}

function describe({ name, input }: Planned, kept: KeptTree, workDirectory: string): PreparedTree {
  const { root } = treePlaces(workDirectory, name);
  const { commit, dirty, prefix } = input;
  const { lockfileSha256, stamps } = kept;
  return { name: input.name, commit, dirty, lockfileSha256, directory: join(root, prefix), root, stamps };
}

async function makeTrees(request: PrepareTreesRequest): Promise<PreparedTrees> {
  const { install, build, onStep = () => {}, environment = process.env } = request;
  const failing = new AbortController();
  const signal = request.signal ? AbortSignal.any([request.signal, failing.signal]) : failing.signal;
  const git = new Git(environment, signal);
  const given = { install, build };

  await mkdir(request.workDirectory, { recursive: true });
  const workDirectory = await realpath(request.workDirectory);
  const projectDirectory = await realpath(request.projectDirectory);
  const inputs = await findInputs(
    { git, environment, projectDirectory, workDirectory, signal },
    request.base,
  );
  const planned = [plan('base', inputs.base, given), plan('head', inputs.head, given)] as const;

  await using held = new AsyncDisposableStack();
  // Always base first, so that no two gates wait for each other.
  for (const { side, name } of planned) {
    const onWait = (processId: number) => onStep({ side, step: 'waiting', processId });
    held.use(await waitForLock(treePlaces(workDirectory, name).lock, { signal, onWait }));
  }
  await pruneTrees(
    workDirectory,
    planned.map(({ name }) => name),
  );

  const make = async ({ side, input, key, name }: Planned): Promise<KeptTree> => {
    const places = treePlaces(workDirectory, name);
    const kept = await reuseTree(places, key, signal);
    if (kept) {
      onStep({ side, step: 'kept', directory: places.root });
      return kept;
    }
    const tools = { git, environment: treeEnvironment(environment), given, signal, onStep };
    return buildTree({ side, input, key, places, ...tools });
  };
  const making = planned.map((one) =>
    make(one).catch((error: unknown) => {
      failing.abort(error);
      throw error;
    }),
  );
  await Promise.allSettled(making);
  failing.signal.throwIfAborted();
  const [base, head] = (await Promise.all(making)) as [KeptTree, KeptTree];

  const changedFiles = changedPaths(base.sources, head.sources);
  const warnings = await warn(git, inputs.base, inputs.head, changedFiles);
  const locks = held.move();
  return {
    base: describe(planned[0], base, workDirectory),
    head: describe(planned[1], head, workDirectory),
    changedFiles,
    warnings,
    [Symbol.asyncDispose]: () => locks.disposeAsync(),
  };
}

/**
 * Base and head, each checked out, installed and built in a directory of its own whose path is as long as the other's.
 * Trees of the same contents, commands and Node are kept from one run to the next. The user's checkout is only read.
 *
 * @throws GateFailure where there is no base, or one that is not fit, and where a tree cannot be built.
 */
export function prepareTrees(request: PrepareTreesRequest): Promise<PreparedTrees> {
  return toldAsFailure('build-failed', 'the two trees cannot be made', request.signal, () =>
    makeTrees(request),
  );
}
