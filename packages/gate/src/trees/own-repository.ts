import { existsSync } from 'node:fs';
import { access, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Git, Repository } from './git.ts';

/** Of the user's index and watchers nothing is used, so nothing of them may be written. */
const APART = ['-c', 'core.splitIndex=false', '-c', 'core.fsmonitor=false'];

interface Origin {
  readonly objectFormat: string;
  readonly objects: string;
  /** Which commits have no parents here; undefined in a whole clone. */
  readonly shallow: string | undefined;
  readonly url: string;
}

async function describeOrigin(git: Git, { root }: Repository): Promise<Origin> {
  const asked = ['--show-object-format', '--git-path', 'objects', '--git-path', 'shallow'];
  const answer = await git.run(root, ['rev-parse', ...asked, '--is-shallow-repository']);
  const [objectFormat = '', objects = '', shallow = '', isShallow] = answer.split('\n');
  return {
    objectFormat,
    objects: resolve(root, objects),
    shallow: isShallow === 'true' ? resolve(root, shallow) : undefined,
    url: (await git.ask(root, 'config', '--get', 'remote.origin.url')) ?? root,
  };
}

const alternatesOf = (directory: string) => join(directory, '.git/objects/info/alternates');

async function borrowObjects({ objects, shallow }: Origin, directory: string): Promise<void> {
  await mkdir(dirname(alternatesOf(directory)), { recursive: true });
  await writeFile(alternatesOf(directory), `${objects}\n`);
  if (shallow !== undefined) await copyFile(shallow, join(directory, '.git/shallow'));
}

/** @throws Error where the repository that a tree has borrowed from is gone. */
export async function requireObjects(directory: string): Promise<void> {
  if (!existsSync(alternatesOf(directory))) return;
  await access((await readFile(alternatesOf(directory), 'utf8')).trimEnd());
}

async function copyTags(git: Git, from: Repository, directory: string): Promise<void> {
  const format = '--format=create %(refname) %(objectname)';
  const input = await git.run(from.root, ['for-each-ref', format, 'refs/tags']);
  if (input !== '') await git.run(directory, ['update-ref', '--stdin'], { input });
}

/**
 * A repository of its own for a tree, at a commit of another one whose objects it borrows: builds may ask it for the
 * commit and its tags, and may write settings, hooks and refs (as `prepare` scripts do) without the user's noticing. A
 * linked worktree would share all of these with the user's checkout, and would stay in its list for as long as the tree is
 * kept.
 */
export async function makeOwnRepository(
  git: Git,
  from: Repository,
  commit: string,
  directory: string,
): Promise<void> {
  const origin = await describeOrigin(git, from);
  await mkdir(directory, { recursive: true });
  await git.run(directory, ['init', '--quiet', '--template=', `--object-format=${origin.objectFormat}`]);
  await borrowObjects(origin, directory);
  await git.run(directory, ['update-ref', '--no-deref', 'HEAD', commit]);
  await copyTags(git, from, directory);
  // Submodules are often named by their place beside the origin.
  await git.run(directory, ['config', 'remote.origin.url', origin.url]);
  await inOwnIndex(git, from, directory, ['read-tree', commit]);
}

/** Runs git on a tree's own index with the settings and filters (line ends, large files) of the user's repository. */
async function inOwnIndex(
  git: Git,
  from: Repository,
  directory: string,
  words: readonly string[],
): Promise<void> {
  const apart = [`--git-dir=${from.gitDirectory}`, `--work-tree=${directory}`, ...APART];
  await git.run(directory, [...apart, ...words], {
    environment: { GIT_INDEX_FILE: join(directory, '.git/index') },
  });
}

/** Writes the files of the commit that {@link makeOwnRepository} was given. */
export function checkOutFiles(git: Git, from: Repository, directory: string): Promise<void> {
  return inOwnIndex(git, from, directory, ['checkout-index', '--all', '--force', '--quiet', '-u']);
}
