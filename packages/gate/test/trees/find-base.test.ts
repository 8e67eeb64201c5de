import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findBase } from '../../src/trees/find-base.ts';
import { findRepository, Git } from '../../src/trees/git.ts';
import { ENVIRONMENT, ThrowAwayProject } from './throw-away-project.ts';

async function baseOf(directory: string, extra: Readonly<Record<string, string>> = {}) {
  const environment = { ...ENVIRONMENT, ...extra };
  const git = new Git(environment, undefined);
  return findBase(git, (await findRepository(git, directory))!, environment);
}

describe('what head is compared with where nobody says it', () => {
  test('is the commit at which a branch left main', async () => {
    using project = new ThrowAwayProject();
    const left = project.commit({ a: '1' });
    project.git('checkout', '-q', '-b', 'feature');
    project.commit({ a: '2' });
    expect(await baseOf(project.directory)).toEqual({ name: 'merge base with main', commit: left });
  });

  test('on main is the commit before HEAD', async () => {
    using project = new ThrowAwayProject();
    const before = project.commit({ a: '1' });
    project.commit({ a: '2' });
    expect(await baseOf(project.directory)).toEqual({ name: 'parent of HEAD', commit: before });
  });

  test('on a main that is ahead of origin is where origin is', async () => {
    using project = new ThrowAwayProject();
    const pushed = project.commit({ a: '1' });
    project.git('update-ref', 'refs/remotes/origin/main', pushed);
    project.commit({ a: '2' });
    project.commit({ a: '3' });
    expect(await baseOf(project.directory)).toEqual({ name: 'merge base with origin/main', commit: pushed });
  });

  test('is master where there is no main', async () => {
    using project = new ThrowAwayProject();
    const left = project.commit({ a: '1' });
    project.git('branch', '-m', 'master');
    project.git('checkout', '-q', '-b', 'feature');
    project.commit({ a: '2' });
    expect(await baseOf(project.directory)).toEqual({ name: 'merge base with master', commit: left });
  });

  test('in a pull request is where it left the branch that it is meant for', async () => {
    using project = new ThrowAwayProject();
    project.commit({ a: '1' });
    const release = project.commit({ a: '2' });
    project.git('update-ref', 'refs/remotes/origin/release', release);
    project.git('update-ref', 'refs/remotes/origin/main', 'HEAD~1');
    project.commit({ a: '3' });
    expect(await baseOf(project.directory, { GITHUB_BASE_REF: 'release' })).toEqual({
      name: 'merge base with origin/release',
      commit: release,
    });
  });
});

describe('no base is told of, with the way out', () => {
  const refused = async (directory: string, extra?: Readonly<Record<string, string>>) => {
    const error: unknown = await baseOf(directory, extra).catch((thrown) => thrown);
    expect(error).toHaveProperty('kind', 'no-base');
    return (error as Error).message;
  };

  test('in a repository without a commit', async () => {
    using project = new ThrowAwayProject();
    project.git('init', '-q');
    expect(await refused(project.directory)).toContain('it has no commit yet; name a commit or a directory');
  });

  test('at the first commit', async () => {
    using project = new ThrowAwayProject();
    project.commit({ a: '1' });
    expect(await refused(project.directory)).toContain('no commit comes before it');
  });

  test('where the branch of a pull request is not there, whatever other branches are', async () => {
    using project = new ThrowAwayProject();
    project.commit({ a: '1' });
    project.commit({ a: '2' });
    const message = await refused(project.directory, { GITHUB_BASE_REF: 'release' });
    expect(message).toContain('there is no origin/release, release in it');
  });

  test('where no branch has a name of a default branch', async () => {
    using project = new ThrowAwayProject();
    project.commit({ a: '1' });
    project.git('branch', '-m', 'trunk');
    expect(await refused(project.directory)).toContain('there is no origin/HEAD');
  });

  test('where two histories have nothing in common', async () => {
    using project = new ThrowAwayProject();
    project.commit({ a: '1' });
    project.git('checkout', '-q', '--orphan', 'other');
    project.commit({ a: '2' });
    expect(await refused(project.directory)).toContain('HEAD and main have no common commit');
  });

  test('in a shallow clone, which can be deepened', async () => {
    using project = new ThrowAwayProject();
    project.commit({ a: '1' });
    project.commit({ a: '2' });
    const clone = join(project.temporary, 'clone');
    project.git('clone', '-q', '--depth', '1', `file://${project.directory}`, clone);
    const message = await refused(clone);
    expect(message).toContain('git fetch --unshallow');
    expect(message).toContain('fetch-depth: 0');
  });
});

describe('a checkout', () => {
  test('is none outside of one', async () => {
    using project = new ThrowAwayProject();
    expect(await findRepository(new Git(ENVIRONMENT, undefined), project.directory)).toBeUndefined();
  });

  test('is found from a git hook too, whose environment points elsewhere', async () => {
    using project = new ThrowAwayProject();
    project.commit({ 'part/a': '1' });
    const git = new Git({ ...ENVIRONMENT, GIT_DIR: '/nonexistent', GIT_INDEX_FILE: 'x' }, undefined);
    expect(await findRepository(git, join(project.directory, 'part'))).toEqual({
      root: project.directory,
      gitDirectory: join(project.directory, '.git'),
      prefix: 'part/',
    });
  });

  test('that git will not read is an error, not the absence of one', async () => {
    using project = new ThrowAwayProject();
    project.commit({ a: '1' });
    project.write({ '.git/config': 'this is no configuration' });
    const refused = findRepository(new Git(ENVIRONMENT, undefined), project.directory);
    await expect(refused).rejects.toHaveProperty('kind', 'no-base');
  });

  test('is not looked for without git', async () => {
    using project = new ThrowAwayProject();
    const refused = findRepository(new Git({ PATH: '/nonexistent' }, undefined), project.directory);
    await expect(refused).rejects.toThrow('git cannot be run');
  });

  test('whose question is given up ends with the reason', async () => {
    using project = new ThrowAwayProject();
    const git = new Git(ENVIRONMENT, AbortSignal.abort(new Error('enough')));
    await expect(findRepository(git, project.directory)).rejects.toThrow('enough');
  });
});
