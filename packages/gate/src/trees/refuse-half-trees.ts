import { lstat, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { GateFailure } from '../unit/gate-failure.ts';
import type { Side } from '../unit/gate-unit.ts';
import type { Git } from './git.ts';

const LONGEST_POINTER_BYTES = 1_024;
/** Source: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md#the-pointer */
const POINTER = 'version https://git-lfs.github.com/spec/';
/** Of a line of `git status --porcelain=v2`: a submodule that is not as its commit says. */
const CHANGED_SUBMODULE = /^[12u] \S+ S(?!\.\.\.)\S* /;

/** @throws GateFailure where files are not there but in large file storage. */
export async function refusePointers(side: Side, root: string, paths: readonly string[]): Promise<void> {
  const attributes = paths.filter((path) => basename(path) === '.gitattributes');
  const texts = await Promise.all(
    attributes.map((path) => readFile(join(root, path), 'utf8').catch(() => '')),
  );
  if (!texts.some((text) => text.includes('filter=lfs'))) return;
  for (const path of paths) {
    const stats = await lstat(join(root, path)).catch(() => undefined);
    if (!stats?.isFile() || stats.size > LONGEST_POINTER_BYTES) continue;
    if (!(await readFile(join(root, path), 'utf8')).startsWith(POINTER)) continue;
    throw new GateFailure(
      'build-failed',
      `${side}: ${path} is a pointer to large file storage, not the file: run git lfs install and git lfs fetch --all in the project, or give --base a directory that holds the files`,
    );
  }
}

/** @throws GateFailure where a submodule of a checkout is not the commit that the checkout names. */
export async function refuseChangedSubmodules(git: Git, side: Side, root: string): Promise<void> {
  const words = ['--porcelain=v2', '--no-renames', '--ignore-submodules=none', '-z'];
  const lines = await git.list(root, 'status', ...words);
  const changed = lines.find((line) => CHANGED_SUBMODULE.test(line));
  if (changed === undefined) return;
  throw new GateFailure(
    side === 'base' ? 'dirty-base' : 'build-failed',
    `${side}: the submodule ${changed.split(' ').slice(8).join(' ')} is not at the commit that ${root} names, and submodules are taken from their commits: commit its changes, and the submodule in ${root}`,
  );
}
