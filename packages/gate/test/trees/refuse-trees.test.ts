import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PrepareTreesRequest } from '../../src/trees/prepare-trees.ts';
import { branchedProject, ENVIRONMENT, ThrowAwayProject } from './throw-away-project.ts';

async function refused(project: ThrowAwayProject, request: Partial<PrepareTreesRequest> = {}) {
  const error: unknown = await project.prepare(request).catch((thrown) => thrown);
  expect(error).toHaveProperty('name', 'GateFailure');
  const locks = join(project.workDirectory, 'locks');
  expect(readdirSync(project.workDirectory).includes('locks') ? readdirSync(locks) : []).toEqual([]);
  const { kind, message } = error as Error & { kind: string };
  return { kind, message };
}

describe('no base', () => {
  test('is found for a project in no repository', async () => {
    using project = new ThrowAwayProject();
    project.write({ source: 'x' });
    const { kind, message } = await refused(project);
    expect(kind).toBe('no-base');
    expect(message).toContain(
      'is in no git repository, so nothing says what it was before: name a directory',
    );
  });

  test('is what is neither a commit nor a directory', async () => {
    using project = branchedProject({ 'a-file': 'x' });
    for (const base of ['nowhere', 'a-file', '--upload-pack=x']) {
      const { kind, message } = await refused(project, { base });
      expect(kind).toBe('no-base');
      expect(message).toContain(`--base ${base} is neither a commit of`);
    }
  });

  test('is what a shallow clone lacks, which can be fetched', async () => {
    using project = branchedProject();
    const clone = join(project.temporary, 'clone');
    project.git('clone', '-q', '--depth', '1', `file://${project.directory}`, clone);
    const { kind, message } = await refused(project, { projectDirectory: clone, base: 'HEAD~1' });
    expect(kind).toBe('no-base');
    expect(message).toContain('git fetch --unshallow');
  });

  test('is the project itself', async () => {
    using project = branchedProject();
    const { kind, message } = await refused(project, { base: '.' });
    expect(kind).toBe('no-base');
    expect(message).toContain('is the project itself, so nothing would be compared');
  });

  test('is a commit that lacks the directory of the project', async () => {
    using project = branchedProject();
    project.commit({ 'packages/a/x': '1' });
    const projectDirectory = join(project.directory, 'packages/a');
    const { kind, message } = await refused(project, { projectDirectory, base: 'main' });
    expect(kind).toBe('no-base');
    expect(message).toContain('base: main has no directory packages/a/');
  });

  test('is a directory whose project lies elsewhere in its repository', async () => {
    using project = branchedProject();
    using other = new ThrowAwayProject();
    other.commit({ 'packages/a/x': '1' });
    const { kind, message } = await refused(project, { base: join(other.directory, 'packages/a') });
    expect(kind).toBe('no-base');
    expect(message).toContain('the project is the root of its repository and base is packages/a/ of its own');
  });
});

describe('a base with changes of its own', () => {
  test('is refused, and the changes are named', async () => {
    using project = branchedProject();
    using other = new ThrowAwayProject();
    other.commit({ source: 'other' });
    other.write({ source: 'changed', added: 'x' });
    const { kind, message } = await refused(project, { base: other.directory });
    expect(kind).toBe('dirty-base');
    expect(message).toContain('differs from its commit in source, added: commit, remove or ignore them');
  });

  test('of which there are many is refused in a short message', async () => {
    using project = branchedProject();
    using other = new ThrowAwayProject();
    other.commit({});
    other.write(Object.fromEntries(Array.from({ length: 12 }, (_, file) => [`file-${file}`, 'x'])));
    const { message } = await refused(project, { base: other.directory });
    expect(message).toContain('and 4 more');
  });
});

describe('half a tree is refused', () => {
  const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n';

  test('where files are pointers to large file storage', async () => {
    using project = branchedProject({ '.gitattributes': '*.bin filter=lfs -text\n', 'data.bin': POINTER });
    const { kind, message } = await refused(project);
    expect(kind).toBe('build-failed');
    expect(message).toContain('data.bin is a pointer to large file storage, not the file');
  });

  test('where a submodule has changes that its commit lacks', async () => {
    using part = new ThrowAwayProject();
    part.commit({ inner: '1' });
    using project = branchedProject();
    project.git('submodule', '--quiet', 'add', part.directory, 'part');
    project.commit({});
    project.write({ 'part/inner': '2' });
    const { kind, message } = await refused(project);
    expect(kind).toBe('build-failed');
    expect(message).toContain('head: the submodule part is not at the commit');
  });

  test('where a submodule cannot be fetched', async () => {
    using part = new ThrowAwayProject();
    part.commit({ inner: '1' });
    using project = branchedProject();
    project.git('submodule', '--quiet', 'add', part.directory, 'part');
    project.git('config', '-f', '.gitmodules', 'submodule.part.url', '/nonexistent');
    project.commit({});
    const { kind, message } = await refused(project);
    expect(kind).toBe('build-failed');
    expect(message).toContain('head: git submodule update --init --recursive ended with exit code');
  });
});

describe('a tree that cannot be built', () => {
  test('is told of with its side, its command, its last words and its log', async () => {
    using project = branchedProject();
    const build = 'echo building; grep -q old source || { echo this is new >&2; exit 3; }';
    const { kind, message } = await refused(project, { build });
    expect(kind).toBe('build-failed');
    expect(message).toContain(`head: ${build} ended with exit code 3 in ${project.workDirectory}/head-`);
    expect(message).toMatch(/the last lines of \S+\/logs\/head-[0-9a-f]{12}\.log:\nbuilding\nthis is new$/);
  });

  test('ends the making of the other, with all that it started', async () => {
    using project = branchedProject();
    const install = 'if grep -q old source; then exit 1; else sleep 600 & sleep 600; fi';
    const { message } = await refused(project, { install });
    expect(message).toContain('base: ');
  });

  test('is built from scratch in the next run', async () => {
    using project = branchedProject();
    await refused(project, { build: 'touch half; exit $FAILS', environment: { ...ENVIRONMENT, FAILS: '1' } });
    const steps: string[] = [];
    await using _trees = await project.prepare({
      build: 'test ! -e half; exit $FAILS',
      environment: { ...ENVIRONMENT, FAILS: '0' },
      onStep: ({ side, step }) => steps.push(`${side} ${step}`),
    });
    expect(steps.toSorted()).toEqual(['base build', 'base checkout', 'head build', 'head checkout']);
  });

  test('is not made where its lockfile is missing', async () => {
    using project = branchedProject({ 'package.json': '{"dependencies":{"a":"1"}}' });
    const { kind, message } = await refused(project);
    expect(kind).toBe('build-failed');
    expect(message).toContain('package.json has dependencies and no lockfile fixes their versions');
  });

  test('is a failure of the run too where the system is in the way', async () => {
    using project = branchedProject();
    project.write({ '../work/kept': 'a file where a directory should be' });
    const { kind, message } = await refused(project);
    expect(kind).toBe('build-failed');
    expect(message).toMatch(/^the two trees cannot be made: E/);
  });

  test('is not made around the project', async () => {
    using project = branchedProject();
    const error: unknown = await project
      .prepare({ workDirectory: project.temporary })
      .catch((thrown) => thrown);
    expect(error).toHaveProperty('kind', 'build-failed');
    expect((error as Error).message).toContain('because the project is in it');
  });
});

test('giving up ends commands and gives the locks back', async () => {
  using project = branchedProject();
  const giving = new AbortController();
  const preparing = project.prepare({
    install: 'sleep 600',
    signal: giving.signal,
    onStep: ({ step }) => step === 'install' && giving.abort(new Error('enough')),
  });
  await expect(preparing).rejects.toThrow('enough');
  expect(readdirSync(join(project.workDirectory, 'locks'))).toEqual([]);
});
