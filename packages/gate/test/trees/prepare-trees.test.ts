import { existsSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { branchedProject, ENVIRONMENT, read, ThrowAwayProject } from './throw-away-project.ts';

const BUILD = 'cat source > built && mkdir -p node_modules/it && cp source node_modules/it/index.js';

describe('two trees', () => {
  test('are the merge base and the working tree, built side by side in paths of one length', async () => {
    using project = branchedProject();
    const left = project.git('rev-parse', 'main');
    const commit = project.git('rev-parse', 'HEAD');
    await using trees = await project.prepare({ build: BUILD });
    const { base, head } = trees;
    expect(base).toMatchObject({ name: 'merge base with main', commit: left, dirty: false });
    expect(head).toMatchObject({ name: 'feature', commit, dirty: false });
    expect(base.directory).toHaveLength(head.directory.length);
    expect([read(base.directory, 'built'), read(head.directory, 'built')]).toEqual(['old', 'new']);
    expect(trees.changedFiles).toEqual(['source']);
    expect(trees.warnings).toEqual([]);
  });

  test('leave no trace in the checkout: no worktree, no setting, no hook that ran', async () => {
    using project = branchedProject();
    for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction']) {
      project.program(hook, `touch ${project.temporary}/hook-ran`, '.git/hooks');
    }
    project.write({ source: 'changed', more: 'untracked' });
    const seen = () => ({
      status: project.git('status', '--porcelain'),
      worktrees: project.git('worktree', 'list'),
      refs: project.git('for-each-ref'),
      config: read(project.directory, '.git/config'),
      files: readdirSync(join(project.directory, '.git')),
    });
    const before = seen();
    rmSync(join(project.temporary, 'hook-ran'), { force: true });
    await using _trees = await project.prepare({
      install: 'git config core.hooksPath .husky && git tag mine',
    });
    expect(existsSync(join(project.temporary, 'hook-ran'))).toBe(false);
    expect(seen()).toEqual(before);
  });

  test('know their commit and tags, as builds ask for them', async () => {
    using project = branchedProject();
    project.git('tag', 'v1', 'main');
    await using trees = await project.prepare({
      build: 'git describe --tags > built && git status --short >> built',
    });
    expect(read(trees.base.directory, 'built')).toBe('v1\n');
    expect(read(trees.head.directory, 'built')).toMatch(/^v1-1-g[0-9a-f]+\n$/);
  });

  test('hold what the user has changed, added and removed, but not what is ignored', async () => {
    using project = branchedProject({ removed: 'x', kept: 'x' });
    project.write({ source: 'changed', 'deep/er/added': 'y', built: 'ignored' });
    rmSync(join(project.directory, 'removed'));
    symlinkSync('kept', join(project.directory, 'link'));
    await using trees = await project.prepare();
    const { directory, dirty } = trees.head;
    expect(dirty).toBe(true);
    expect(readdirSync(directory).toSorted()).toEqual([
      '.git',
      '.gitignore',
      'deep',
      'kept',
      'link',
      'source',
    ]);
    expect([read(directory, 'source'), read(directory, 'link')]).toEqual(['changed', 'x']);
    expect(trees.changedFiles).toEqual(['deep/er/added', 'link', 'removed', 'source']);
  });

  test('are of a part of a repository where the project is one', async () => {
    using project = branchedProject({ 'packages/a/package.json': '{}', 'packages/b/x': '1' });
    await using trees = await project.prepare({ projectDirectory: join(project.directory, 'packages/a') });
    expect(trees.base.directory).toBe(join(trees.base.root, 'packages/a'));
    expect(existsSync(join(trees.base.root, 'packages/b/x'))).toBe(true);
    expect(trees.base.directory).toHaveLength(trees.head.directory.length);
  });

  test('do not hold each other where they are made within the project', async () => {
    using project = branchedProject();
    const workDirectory = join(project.directory, 'gate');
    for (const _run of ['first', 'second']) {
      await using trees = await project.prepare({ workDirectory });
      expect(trees.head.dirty).toBe(false);
      expect(existsSync(join(trees.head.directory, 'gate'))).toBe(false);
      expect(trees.warnings).toEqual([]);
    }
  });

  test('can be of a shallow clone that has the base', async () => {
    using project = branchedProject();
    project.commit({ source: 'newer' });
    const clone = join(project.temporary, 'clone');
    project.git('clone', '-q', '--depth', '2', `file://${project.directory}`, clone);
    await using trees = await project.prepare({ projectDirectory: clone, base: 'HEAD~1' });
    expect([read(trees.base.directory, 'source'), read(trees.head.directory, 'source')]).toEqual([
      'new',
      'newer',
    ]);
  });

  test('can be of a linked worktree, which stays one of two', async () => {
    using project = branchedProject();
    const linked = join(project.temporary, 'linked');
    project.git('worktree', 'add', '-q', '-b', 'other', linked, 'feature');
    await using trees = await project.prepare({ projectDirectory: linked });
    expect(trees.head.name).toBe('other');
    expect(trees.changedFiles).toEqual(['source']);
    expect(project.git('worktree', 'list').split('\n')).toHaveLength(2);
  });

  test('have the line ends that the settings of the checkout ask for, both', async () => {
    using project = branchedProject({ text: 'one\ntwo\n' });
    project.git('config', 'core.autocrlf', 'true');
    for (const name of ['text', '.gitignore']) rmSync(join(project.directory, name));
    project.git('checkout', '.');
    await using trees = await project.prepare();
    expect(read(trees.base.directory, 'text')).toBe('one\r\ntwo\r\n');
    expect(trees.changedFiles).toEqual(['source']);
  });

  test('have their submodules', async () => {
    using part = new ThrowAwayProject();
    part.commit({ inner: '1' });
    using project = branchedProject();
    project.git('submodule', '--quiet', 'add', part.directory, 'part');
    project.commit({});
    await using trees = await project.prepare();
    expect(read(trees.head.directory, 'part/inner')).toBe('1');
    expect(existsSync(join(trees.base.directory, 'part'))).toBe(false);
    expect(trees.changedFiles).toContain('part');
  });

  test('run the Node of the gate, in the same environment', async () => {
    using project = branchedProject();
    const environment = { ...ENVIRONMENT, NODE_ENV: 'production', npm_package_name: 'caller' };
    const build = `node -p 'JSON.stringify([process.execPath, process.env])' > built`;
    await using trees = await project.prepare({ build, environment });
    const [node, seen] = JSON.parse(read(trees.base.directory, 'built'));
    expect(node).toBe(process.execPath);
    expect(seen).not.toHaveProperty('NODE_ENV');
    expect(seen).not.toHaveProperty('npm_package_name');
  });
});
