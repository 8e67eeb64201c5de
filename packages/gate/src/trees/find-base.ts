import { GateFailure } from '../unit/gate-failure.ts';
import type { Git, Repository } from './git.ts';
import type { Environment } from './tree-environment.ts';

const DEFAULT_BRANCHES = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'];

export interface BaseCommit {
  /** How it was named, or found. */
  readonly name: string;
  readonly commit: string;
}

const commitOf = (git: Git, { root }: Repository, ref: string) =>
  git.ask(root, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);

/** A commit by what the user calls it; undefined where git knows no such ref. */
export async function namedCommit(
  git: Git,
  repository: Repository,
  ref: string,
): Promise<BaseCommit | undefined> {
  const commit = await commitOf(git, repository, ref);
  return commit === undefined ? undefined : { name: ref, commit };
}

async function noBase(git: Git, { root }: Repository, what: string): Promise<GateFailure> {
  const isShallow = (await git.ask(root, 'rev-parse', '--is-shallow-repository')) === 'true';
  const wayOut = isShallow
    ? 'this clone is shallow: fetch the history (git fetch --unshallow; in GitHub Actions, fetch-depth: 0 of actions/checkout), or name a base with --base'
    : 'name a commit or a directory with --base';
  return new GateFailure('no-base', `no base to compare ${root} with: ${what}; ${wayOut}`);
}

async function defaultBranch(
  git: Git,
  repository: Repository,
  environment: Environment,
): Promise<BaseCommit> {
  const asked = environment['GITHUB_BASE_REF'];
  const candidates = asked ? [`origin/${asked}`, asked] : DEFAULT_BRANCHES;
  for (const name of candidates) {
    const commit = await commitOf(git, repository, name);
    if (commit !== undefined) return { name, commit };
  }
  throw await noBase(git, repository, `there is no ${candidates.join(', ')} in it`);
}

/**
 * What HEAD is compared with where nobody says it: the commit at which it left the default branch (in GitHub Actions the
 * branch that a pull request is meant for); on that branch, the commit before it.
 *
 * @throws GateFailure `no-base` where the history that is here does not tell.
 */
export async function findBase(
  git: Git,
  repository: Repository,
  environment: Environment,
): Promise<BaseCommit> {
  const { root } = repository;
  const head = await commitOf(git, repository, 'HEAD');
  if (head === undefined) throw await noBase(git, repository, 'it has no commit yet');
  const branch = await defaultBranch(git, repository, environment);
  const mergeBase = await git.ask(root, 'merge-base', 'HEAD', branch.commit);
  if (mergeBase === undefined) {
    throw await noBase(git, repository, `HEAD and ${branch.name} have no common commit in it`);
  }
  if (mergeBase !== head) return { name: `merge base with ${branch.name}`, commit: mergeBase };
  const parent = await commitOf(git, repository, 'HEAD^1');
  if (parent !== undefined) return { name: 'parent of HEAD', commit: parent };
  throw await noBase(git, repository, `HEAD is on ${branch.name} and no commit comes before it`);
}
