import { existsSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TreeStep } from '../../src/trees/build-tree.ts';
import { branchedProject, read } from './throw-away-project.ts';

const BUILD = 'cat source > built';

const kinds = (steps: readonly TreeStep[], side: 'base' | 'head') =>
  steps.filter((step) => step.side === side).map(({ step }) => step);

describe('trees are kept', () => {
  test('so that a second run makes nothing, and a third makes what has changed', async () => {
    using project = branchedProject();
    const steps: TreeStep[] = [];
    const prepare = async () => {
      await using trees = await project.prepare({ build: BUILD, onStep: (step) => steps.push(step) });
      return [trees.base.directory, trees.head.directory];
    };
    const first = await prepare();
    expect(kinds(steps.splice(0), 'base')).toEqual(['checkout', 'build']);
    expect(await prepare()).toEqual(first);
    expect(steps.splice(0).map(({ step }) => step)).toEqual(['kept', 'kept']);
    project.write({ source: 'newer' });
    const [base, head] = await prepare();
    expect(kinds(steps, 'base')).toEqual(['kept']);
    expect(kinds(steps, 'head')).toEqual(['checkout', 'build']);
    expect(base).toBe(first[0]);
    expect(read(head!, 'built')).toBe('newer');
  });

  test('and built again where somebody has changed them, even with the times set back', async () => {
    using project = branchedProject();
    {
      await using trees = await project.prepare();
      writeFileSync(join(trees.base.directory, 'source'), 'OLD');
      utimesSync(join(trees.base.directory, 'source'), 1, 1);
    }
    const steps: TreeStep[] = [];
    await using trees = await project.prepare({ onStep: (step) => steps.push(step) });
    expect(kinds(steps, 'base')).toEqual(['checkout']);
    expect(read(trees.base.directory, 'source')).toBe('old');
  });

  test('by the commands that they were built with', async () => {
    using project = branchedProject();
    const built = async (build: string) => {
      await using trees = await project.prepare({ build });
      return read(trees.base.directory, 'built');
    };
    expect([await built('echo 1 > built'), await built('echo 2 > built')]).toEqual(['1\n', '2\n']);
  });

  test('but not where the repository is gone whose objects they borrow', async () => {
    using project = branchedProject();
    const directory = join(project.temporary, 'clone');
    const prepare = async (projectDirectory: string) => {
      const steps: TreeStep[] = [];
      const onStep = (step: TreeStep) => steps.push(step);
      await using trees = await project.prepare({ projectDirectory, base: 'HEAD~1', onStep });
      project.git('-C', trees.base.root, 'log', '-1');
      return kinds(steps, 'base');
    };
    project.git('clone', '-q', project.directory, directory);
    expect(await prepare(directory)).toEqual(['checkout']);
    rmSync(directory, { recursive: true });
    expect(await prepare(project.directory)).toEqual(['checkout']);
    expect(await prepare(project.directory)).toEqual(['kept']);
  });

  test('four of them, those that were used last', async () => {
    using project = branchedProject();
    const bases: string[] = [];
    for (const text of ['one', 'two', 'three']) {
      project.write({ source: text });
      await using trees = await project.prepare();
      bases.push(trees.head.directory);
    }
    await using trees = await project.prepare({ base: 'HEAD' });
    const kept = readdirSync(project.workDirectory).filter((name) => /^(base|head)-/.test(name));
    expect(kept).toHaveLength(4);
    expect(existsSync(bases[0]!)).toBe(false);
    expect(existsSync(trees.head.directory)).toBe(true);
  });

  test('and used by one gate at a time', async () => {
    using project = branchedProject();
    const first = await project.prepare();
    const told = Promise.withResolvers<TreeStep>();
    const second = project.prepare({ onStep: (step) => told.resolve(step) });
    expect(await told.promise).toEqual({ side: 'base', step: 'waiting', processId: process.pid });
    await first[Symbol.asyncDispose]();
    await using _second = await second;
  });
});
