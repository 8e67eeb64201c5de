import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countDependencies } from '../../src/counters/count-dependencies.ts';
import { bytesOf } from '../../src/counters/measure-artefacts.ts';
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

describe('artefacts', () => {
  it('are as large as their files, and links are not followed', async () => {
    await mkdir(join(directory, 'bundle', 'deep'), { recursive: true });
    await writeFile(join(directory, 'bundle', 'one.js'), 'x'.repeat(10));
    await writeFile(join(directory, 'bundle', 'deep', 'two.js'), 'x'.repeat(5));
    await symlink(tmpdir(), join(directory, 'bundle', 'elsewhere'));
    expect(await bytesOf(join(directory, 'bundle'))).toBe(15);
    expect(await bytesOf(join(directory, 'bundle', 'one.js'))).toBe(10);
    expect(await bytesOf(join(directory, 'other'))).toBeUndefined();
  });

  it('that were not built are a failure', async () => {
    await expect(
      treeCounters(treeAt(directory), { kernel: join(directory, 'k.wasm') }),
    ).rejects.toMatchObject({
      kind: 'build-failed',
      message: expect.stringContaining('main has built no kernel'),
    });
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
    await writeFile(join(sides[side], 'k.wasm'), side);
  }
  const unit = treeUnit({ base: treeAt(sides.base), head: treeAt(sides.head) }, (side) => ({
    kernel: join(sides[side], 'k.wasm'),
  }));
  const head = await unit.verify('head');
  expect(head.benchmarks).toEqual(['tree']);
  expect(head.counters.get('tree')).toEqual({
    'production dependencies': { value: 5, rule: 'upper' },
    'kernel bytes': { value: 4, rule: 'upper' },
  });
  expect((await unit.verify('base')).counters.get('tree')).toMatchObject({
    'production dependencies': { value: 4 },
  });
  expect(await unit.pair('base')).toEqual([]);
});
