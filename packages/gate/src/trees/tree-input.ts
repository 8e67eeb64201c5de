import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { GateFailure } from '../unit/gate-failure.ts';
import type { Side } from '../unit/gate-unit.ts';
import { findBase, namedCommit } from './find-base.ts';
import type { GivenCommands } from './find-commands.ts';
import { findRepository, type Git, type Repository } from './git.ts';
import { refuseChangedSubmodules } from './refuse-half-trees.ts';
import type { Environment } from './tree-environment.ts';
import {
  checkoutFiles,
  commitFiles,
  digestSources,
  directoryFiles,
  type SourceDigests,
  type SourceFiles,
} from './tree-sources.ts';

/** Raised where a kept tree of before would be built in another way now. */
const BUILT_AS = 1;
const NAMED_PATHS = 8;
const NAME_DIGITS = 12;

interface InputFacts {
  /** As the user named it, or found. */
  readonly name: string;
  /** Of the project within the tree, with a slash at its end; empty at the root. */
  readonly prefix: string;
  readonly files: SourceFiles;
}

/** What a tree is made of, before it is made. */
export type TreeInput =
  | (InputFacts & {
      readonly kind: 'commit';
      readonly repository: Repository;
      readonly commit: string;
      readonly dirty: false;
    })
  | (InputFacts & {
      readonly kind: 'directory';
      readonly root: string;
      readonly repository: Repository | undefined;
      readonly commit: string | null;
      readonly dirty: boolean;
      readonly digests: SourceDigests;
    });

export interface InputRequest {
  readonly git: Git;
  readonly environment: Environment;
  /** Real paths, both. */
  readonly projectDirectory: string;
  readonly workDirectory: string;
  readonly signal: AbortSignal;
}

const below = (directory: string, path: string) => path === directory || path.startsWith(`${directory}/`);

/** Paths that differ from the commit, but for those of the gate itself. */
async function uncommitted(git: Git, root: string, workDirectory: string): Promise<string[]> {
  const all = ['--untracked-files=all', '--ignore-submodules=none'];
  const paths = (await git.list(root, 'status', '--porcelain', '--no-renames', ...all, '-z')).map((line) =>
    line.slice('XY '.length),
  );
  return paths.filter((path) => !below(workDirectory, join(root, path)));
}

async function directoryInput(
  { git, workDirectory, signal }: InputRequest,
  side: Side,
  directory: string,
): Promise<Extract<TreeInput, { kind: 'directory' }>> {
  const repository = await findRepository(git, directory);
  if (repository === undefined) {
    const files = await directoryFiles(directory, workDirectory);
    const digests = await digestSources(directory, files, signal);
    const none = { repository, commit: null, dirty: false, prefix: '' };
    return { kind: 'directory', name: directory, root: directory, files, digests, ...none };
  }
  const { root, prefix } = repository;
  const files = await checkoutFiles(git, root, workDirectory);
  const digests = await digestSources(root, files, signal);
  if (Object.keys(files.submodules).length > 0) await refuseChangedSubmodules(git, side, root);
  const commit = (await git.ask(root, 'rev-parse', '--verify', '--quiet', 'HEAD')) ?? null;
  const dirty = (await uncommitted(git, root, workDirectory)).length > 0;
  return { kind: 'directory', name: directory, root, repository, files, digests, prefix, commit, dirty };
}

/** The working tree of the project as it is. */
export async function headInput(request: InputRequest): Promise<TreeInput> {
  const { git, projectDirectory } = request;
  const input = await directoryInput(request, 'head', projectDirectory);
  const branch =
    input.repository && (await git.ask(input.root, 'symbolic-ref', '--short', '--quiet', 'HEAD'));
  return { ...input, name: branch ?? (input.repository ? 'HEAD' : projectDirectory) };
}

async function realDirectory(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).isDirectory() ? await realpath(path) : undefined;
  } catch {
    return undefined;
  }
}

async function baseDirectory(request: InputRequest, name: string, directory: string): Promise<TreeInput> {
  const { git, projectDirectory, workDirectory } = request;
  if (directory === projectDirectory) {
    throw new GateFailure(
      'no-base',
      `--base ${name} is the project itself, so nothing would be compared: name a commit (HEAD for its last one) or another directory`,
    );
  }
  const input = await directoryInput(request, 'base', directory);
  if (!input.dirty) return { ...input, name };
  const paths = await uncommitted(git, input.root, workDirectory);
  const named = paths.slice(0, NAMED_PATHS).join(', ');
  const more = paths.length > NAMED_PATHS ? ` and ${paths.length - NAMED_PATHS} more` : '';
  throw new GateFailure(
    'dirty-base',
    `--base ${name} differs from its commit in ${named}${more}: commit, remove or ignore them, so that it can be said what head was compared with; or name a commit with --base`,
  );
}

async function commitInput(
  { git }: InputRequest,
  repository: Repository,
  { name, commit }: { readonly name: string; readonly commit: string },
): Promise<TreeInput> {
  const files = await commitFiles(git, repository.root, commit);
  const { prefix } = repository;
  return { kind: 'commit', name, commit, repository, prefix, files, dirty: false };
}

/**
 * What head is compared with: a commit or a directory that is named, else the commit that git's history gives.
 *
 * @throws GateFailure `no-base` where there is none, `dirty-base` where it is a checkout with changes of its own.
 */
export async function baseInput(request: InputRequest, base: string | undefined): Promise<TreeInput> {
  const { git, environment, projectDirectory } = request;
  const repository = await findRepository(git, projectDirectory);
  if (base === undefined) {
    if (repository) return commitInput(request, repository, await findBase(git, repository, environment));
    throw new GateFailure(
      'no-base',
      `${projectDirectory} is in no git repository, so nothing says what it was before: name a directory with --base`,
    );
  }
  const named = repository && (await namedCommit(git, repository, base));
  if (named) return commitInput(request, repository, named);
  const directory = await realDirectory(resolve(projectDirectory, base));
  if (directory !== undefined) return baseDirectory(request, base, directory);
  const isShallow = repository && (await git.ask(repository.root, 'rev-parse', '--is-shallow-repository'));
  const wayOut =
    isShallow === 'true'
      ? '; this clone is shallow: fetch the history (git fetch --unshallow; in GitHub Actions, fetch-depth: 0 of actions/checkout)'
      : '';
  throw new GateFailure(
    'no-base',
    `--base ${base} is neither a commit of ${projectDirectory} nor a directory${wayOut}`,
  );
}

/** All that a built tree depends on, in one line. */
export function keyOf(input: TreeInput, given: GivenCommands): string {
  const { commit, prefix } = input;
  const contents = input.kind === 'directory' ? Object.entries(input.digests).sort() : null;
  const { install = 'found', build = 'found' } = given;
  const runtime = [process.version, process.platform, process.arch];
  return createHash('sha256')
    .update(JSON.stringify([BUILT_AS, commit, prefix, contents, { install, build }, runtime]))
    .digest('hex');
}

/** Of equal length on both sides. */
export const treeName = (side: Side, key: string) => `${side}-${key.slice(0, NAME_DIGITS)}`;
