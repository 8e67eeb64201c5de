import { chmodSync, linkSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { keepTree, reuseTree, type TreePlaces, treePlaces } from '../../src/trees/kept-trees.ts';
import { requireUntouched } from '../../src/trees/require-untouched.ts';
import { stampTree } from '../../src/trees/tree-stamps.ts';
import { ThrowAwayProject } from './throw-away-project.ts';

const { signal } = new AbortController();
const KEPT = { key: 'key', commands: [], lockfileSha256: null, sources: {} };

/** A tree that was built a moment ago. */
async function built(project: ThrowAwayProject): Promise<TreePlaces> {
  project.write({ source: 'old', 'node_modules/it/index.js': 'old' });
  const places = { ...treePlaces(project.workDirectory, 'base-0'), root: project.directory };
  await keepTree(places, { ...KEPT, stamps: await stampTree(project.directory) });
  return places;
}

const MEDDLED: Readonly<Record<string, (project: ThrowAwayProject) => void>> = {
  'a source was written to, and its times set back': (project) => {
    project.write({ source: 'OLD' });
    utimesSync(join(project.directory, 'source'), 1, 1);
  },
  'a package was written to': (project) => project.write({ 'node_modules/it/index.js': 'slow' }),
  'a file was made executable': (project) => chmodSync(join(project.directory, 'source'), 0o755),
  'a file was replaced by an equal one': (project) => {
    rmSync(join(project.directory, 'source'));
    project.write({ source: 'old' });
  },
  'a file is gone': (project) => rmSync(join(project.directory, 'source')),
};

describe('a kept tree', () => {
  test('is used again as it is', async () => {
    using project = new ThrowAwayProject();
    expect(await reuseTree(await built(project), 'key', signal)).toMatchObject(KEPT);
  });

  test.each(Object.entries(MEDDLED))('is not used again where %s', async (_, meddle) => {
    using project = new ThrowAwayProject();
    const places = await built(project);
    meddle(project);
    expect(await reuseTree(places, 'key', signal)).toBeUndefined();
  });

  test('is not used for another key', async () => {
    using project = new ThrowAwayProject();
    expect(await reuseTree(await built(project), 'other', signal)).toBeUndefined();
  });

  test('is none where it is gone, and where its record is gone, torn or of another version', async () => {
    using project = new ThrowAwayProject();
    const places = await built(project);
    for (const text of ['{"key":', '{"key":"key"}', '']) {
      writeFileSync(places.marker, text);
      expect(await reuseTree(places, 'key', signal)).toBeUndefined();
    }
    rmSync(places.marker);
    expect(await reuseTree(places, 'key', signal)).toBeUndefined();
    await built(project);
    rmSync(project.directory, { recursive: true });
    expect(await reuseTree(places, 'key', signal)).toBeUndefined();
  });

  test('loses what benchmarks and tools have added to it', async () => {
    using project = new ThrowAwayProject();
    const places = await built(project);
    project.write({
      'output.parquet': 'x',
      'node_modules/it/node_modules/other/index.js': 'slow',
      'node_modules/.cache/tool/x': 'x',
      '.turbo/x': 'x',
    });
    expect(await reuseTree(places, 'key', signal)).toMatchObject(KEPT);
    expect(readdirSync(project.directory)).toEqual(['node_modules', 'source']);
    expect(await stampTree(project.directory)).toHaveProperty(['node_modules/it/index.js']);
    expect(Object.keys(await stampTree(project.directory))).toHaveLength(2);
  });
});

describe('trees that were measured', () => {
  const tree = async (project: ThrowAwayProject) => {
    project.write({ source: 'x', 'node_modules/it/index.js': 'x' });
    const { directory } = project;
    const facts = { name: 'x', commit: null, dirty: false, lockfileSha256: null };
    return { ...facts, directory, root: directory, stamps: await stampTree(directory) };
  };
  const afterwards = async (meddle: (base: ThrowAwayProject, head: ThrowAwayProject) => void) => {
    using base = new ThrowAwayProject();
    using head = new ThrowAwayProject();
    const trees = { base: await tree(base), head: await tree(head) };
    meddle(base, head);
    await requireUntouched(trees, signal);
  };

  test('are untouched when benchmarks have read them, and written output and caches', async () => {
    const meddle = (base: ThrowAwayProject) => {
      base.write({ 'out/x.parquet': 'x', 'node_modules/.vite/results.json': 'x', '.git/index': 'x' });
    };
    await expect(afterwards(meddle)).resolves.toBeUndefined();
  });

  test('are refused where a file of base was changed', async () => {
    const refused = afterwards((base) => base.write({ source: 'y' }));
    await expect(refused).rejects.toThrow(/^the tree of base changed while it was measured, in source, so/);
    await expect(refused).rejects.toHaveProperty('kind', 'dirty-base');
  });

  test('are refused where a file of head was changed', async () => {
    const refused = afterwards((_, head) => rmSync(join(head.directory, 'source')));
    await expect(refused).rejects.toHaveProperty('kind', 'harness-changed');
  });

  test('are refused where a package was added, which may be imported in place of another', async () => {
    const refused = afterwards((base) => {
      for (let added = 0; added < 7; added += 1) base.write({ [`node_modules/it/${added}.js`]: 'slow' });
    });
    await expect(refused).rejects.toThrow('and 2 more');
  });

  test('are refused where one of them is gone', async () => {
    const refused = afterwards((base) => rmSync(base.directory, { recursive: true }));
    await expect(refused).rejects.toHaveProperty('kind', 'dirty-base');
  });

  test('are not looked at once that is given up', async () => {
    using project = new ThrowAwayProject();
    const one = await tree(project);
    const giving = AbortSignal.abort(new Error('enough'));
    await expect(requireUntouched({ base: one, head: one }, giving)).rejects.toThrow('enough');
  });
});

test.runIf(process.platform === 'linux')(
  'linking a file of a store into another tree touches nothing',
  async () => {
    using project = new ThrowAwayProject();
    project.write({ source: 'x' });
    mkdirSync(project.workDirectory);
    const file = join(project.directory, 'source');
    linkSync(file, join(project.workDirectory, 'store'));
    const before = await stampTree(project.directory);
    linkSync(file, join(project.workDirectory, 'another-tree'));
    expect(await stampTree(project.directory)).toEqual(before);
  },
);
