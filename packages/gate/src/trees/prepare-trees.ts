import { mkdir, realpath } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { GateFailure } from '../unit/gate-failure.ts';
import type { TreeStep } from './build-tree.ts';
import type { BuiltTree, BuiltTrees } from './gate-tree.ts';
import { Git } from './git.ts';
import { type KeptTree, pruneTrees, treePlaces } from './kept-trees.ts';
import { lockTrees, makeBoth, type Planned, planTree } from './make-both.ts';
import { toldAsFailure } from './told-as-failure.ts';
import { type Environment, treeEnvironment } from './tree-environment.ts';
import { baseInput, headInput, type InputRequest, type TreeInput } from './tree-input.ts';
import { changedPaths } from './tree-sources.ts';
import type { TreeStamps } from './tree-stamps.ts';
import { treeWarnings } from './tree-warnings.ts';

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

function requireEqualLengths(base: TreeInput, head: TreeInput): void {
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
  requireEqualLengths(inputs.base, inputs.head);
  return inputs;
}

function describe({ name, input }: Planned, kept: KeptTree, workDirectory: string): PreparedTree {
  const { root } = treePlaces(workDirectory, name);
  const { commit, dirty, prefix } = input;
  const { lockfileSha256, stamps } = kept;
  return { name: input.name, commit, dirty, lockfileSha256, directory: resolve(root, prefix), root, stamps };
}

async function makeTrees(request: PrepareTreesRequest): Promise<PreparedTrees> {
  const { environment = process.env, onStep = () => {}, signal = new AbortController().signal } = request;
  const git = new Git(environment, signal);
  await mkdir(request.workDirectory, { recursive: true });
  const workDirectory = await realpath(request.workDirectory);
  const projectDirectory = await realpath(request.projectDirectory);
  const asked = { git, environment, projectDirectory, workDirectory, signal };
  const inputs = await findInputs(asked, request.base);

  const given = { install: request.install, build: request.build };
  const making = { git, given, environment: treeEnvironment(environment), onStep, workDirectory };
  const planned = [planTree('base', inputs.base, given), planTree('head', inputs.head, given)] as const;
  await using held = await lockTrees(planned, making, signal);
  await pruneTrees(
    workDirectory,
    planned.map(({ name }) => name),
  );
  const [base, head] = await makeBoth(planned, making, signal);

  const changedFiles = changedPaths(base.sources, head.sources);
  const warnings = await treeWarnings(git, inputs.base, inputs.head, changedFiles);
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
