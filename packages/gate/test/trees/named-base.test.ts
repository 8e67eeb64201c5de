import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { branchedProject, read, ThrowAwayProject } from './throw-away-project.ts';

describe('a base that is named', () => {
  test('is a commit', async () => {
    using project = branchedProject();
    await using trees = await project.prepare({ base: 'main' });
    expect(trees.base).toMatchObject({ name: 'main', commit: project.git('rev-parse', 'main') });
  });

  test('is a directory in no repository, taken without what is installed there', async () => {
    using project = new ThrowAwayProject();
    using other = new ThrowAwayProject();
    other.write({ source: 'old', 'node_modules/x/y': 'installed' });
    project.write({ source: 'new' });
    await using trees = await project.prepare({ base: other.directory });
    expect(trees.base).toMatchObject({ name: other.directory, commit: null, dirty: false });
    expect(trees.head.commit).toBeNull();
    expect(readdirSync(trees.base.directory)).toEqual(['source']);
    expect(trees.changedFiles).toEqual(['source']);
  });

  test('is a clean checkout, with the commit it is at', async () => {
    using project = branchedProject();
    using other = new ThrowAwayProject();
    const commit = other.commit({ source: 'other' });
    await using trees = await project.prepare({ base: other.directory });
    expect(trees.base).toMatchObject({ commit, dirty: false });
    expect(read(trees.base.directory, 'source')).toBe('other');
  });

  test('may be HEAD, for what is not committed', async () => {
    using project = branchedProject();
    project.write({ source: 'newer' });
    await using trees = await project.prepare({ base: 'HEAD' });
    expect(trees.changedFiles).toEqual(['source']);
    expect(trees.warnings).toEqual([]);
  });

  test('of the same files is warned of', async () => {
    using project = branchedProject();
    await using trees = await project.prepare({ base: 'HEAD' });
    expect(trees.changedFiles).toEqual([]);
    expect(trees.warnings).toEqual([
      'base and head hold the same files: whatever differs between them is noise',
    ]);
  });

  test('that was made after head is warned of', async () => {
    using project = branchedProject();
    project.git('checkout', '-q', 'main');
    await using trees = await project.prepare({ base: 'feature' });
    expect(trees.warnings).toEqual([
      'base (feature) was made after head and contains it: are the sides exchanged?',
    ]);
  });

  test('may be of a repository that holds another, which is warned of in head', async () => {
    using project = branchedProject();
    project.git('init', '-q', 'inner');
    project.write({ 'inner/x': '1' });
    await using trees = await project.prepare();
    expect(trees.warnings.join()).toMatch(/^inner is a repository of its own/);
  });
});
