import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countDependencies } from '../../src/counters/count-dependencies.ts';
import { treeCounters, treeUnit } from '../../src/counters/tree-counters.ts';
import type { BuiltTree } from '../../src/trees/gate-tree.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parquetry-gate-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const treeAt = (path: string): BuiltTree => ({
  name: 'main',
  commit: null,
  dirty: false,
  lockfileSha256: null,
  directory: path,
});

const lockfile = (...others: string[]) =>
  JSON.stringify({
    lockfileVersion: 3,
    packages: {
      '': { name: 'mine' },
      'packages/own': {},
      'node_modules/own': { link: true, resolved: 'packages/own' },
      'node_modules/a': {},
      'node_modules/a/node_modules/b': {},
      'packages/own/node_modules/b': { optional: true },
      'node_modules/either': { devOptional: true },
      'node_modules/tool': { dev: true },
      ...Object.fromEntries(others.map((name) => [`node_modules/${name}`, {}])),
    },
  });

describe('dependencies', () => {
  it('are the packages of the lockfile that are not for development, each copy by itself', () => {
    expect(countDependencies(lockfile())).toBe(4);
    expect(countDependencies(lockfile('left-pad'))).toBe(5);
  });

  it('of an old lockfile are found in its branches', () => {
    const b = { dependencies: { c: {}, tool: { dev: true } } };
    expect(countDependencies(JSON.stringify({ lockfileVersion: 1, dependencies: { a: {}, b } }))).toBe(3);
  });

  it('of an unreadable lockfile are a failure that names the tree, of none they are not counted', async () => {
    expect(await treeCounters(treeAt(directory))).toEqual({});
    for (const text of ['<<<<<<< HEAD', '{}', '[]']) {
      await writeFile(join(directory, 'package-lock.json'), text);
      await expect(treeCounters(treeAt(directory))).rejects.toMatchObject({
        kind: 'not-parsable',
        message: expect.stringContaining('package-lock.json of main'),
      });
    }
  });
});

describe('the lockfile', () => {
  it('of a workspace is found above its packages, in its repository and no further', async () => {
    const inside = join(directory, 'repository', 'packages', 'mine');
    await mkdir(inside, { recursive: true });
    await writeFile(join(directory, 'package-lock.json'), lockfile());
    expect(await treeCounters(treeAt(inside))).toEqual({});
    await mkdir(join(directory, 'repository', '.git'));
    expect(await treeCounters(treeAt(inside))).toEqual({});
    await writeFile(join(directory, 'repository', 'package-lock.json'), lockfile('left-pad'));
    expect(await treeCounters(treeAt(inside))).toMatchObject({ 'production dependencies': { value: 5 } });
  });

  it('that is published goes before the other', async () => {
    await writeFile(join(directory, 'package-lock.json'), lockfile());
    await writeFile(join(directory, 'npm-shrinkwrap.json'), lockfile('left-pad'));
    expect(await treeCounters(treeAt(directory))).toMatchObject({ 'production dependencies': { value: 5 } });
  });
});

it('a unit of trees counts each side by itself and takes no pairs', async () => {
  const sides = { base: join(directory, 'base'), head: join(directory, 'head') };
  for (const [side, more] of [
    ['base', []],
    ['head', ['left-pad']],
  ] as const) {
    await mkdir(sides[side]);
    await writeFile(join(sides[side], 'package-lock.json'), lockfile(...more));
  }
  const unit = treeUnit({ base: treeAt(sides.base), head: treeAt(sides.head) });
  const head = await unit.verify('head');
  expect(head.benchmarks).toEqual(['tree']);
  expect(head.counters.get('tree')).toEqual({
    'production dependencies': { value: 5, rule: 'upper' },
  });
  expect((await unit.verify('base')).counters.get('tree')).toMatchObject({
    'production dependencies': { value: 4 },
  });
  expect(await unit.pair('base')).toEqual([]);
});
