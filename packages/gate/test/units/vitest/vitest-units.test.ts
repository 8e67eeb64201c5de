import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { GateFailure } from '../../../src/unit/gate-failure.ts';
import { findVitestRoot } from '../../../src/units/vitest/find-vitest-root.ts';
import { vitestUnits } from '../../../src/units/vitest/vitest-units.ts';
import { temporaryTrees } from '../command/temporary-trees.ts';

const BENCH = `import { describe, test } from 'vitest';
import { waitMs } from './wait.ts';
const wait = () => { const end = performance.now() + waitMs; while (performance.now() < end); };
describe('group', () => {
  test('wait', async ({ bench }) => {
    await bench('a while', wait).run({ time: 0, iterations: 3, warmupTime: 0, warmupIterations: 1 });
  });
});`;

const adding = (...names: string[]) => `import { test } from 'vitest';
test('all', async ({ bench }) => {
  for (const name of ${JSON.stringify(names)}) {
    await bench(name, () => { for (let n = 0; n < 1e5; n += 1) Math.sqrt(n); })
      .run({ time: 0, iterations: 3, warmupTime: 0, warmupIterations: 0 });
  }
});`;

const trees = temporaryTrees(
  {
    'wait.ts': 'export const waitMs = 2;',
    'a.bench.ts': 'throw new Error("base has another one")',
    'gone.bench.ts': '',
    'bad.bench.ts': '',
    'changed.bench.ts': adding('kept', 'removed', 'before'),
  },
  {
    'wait.ts': 'export const waitMs = 20;',
    'a.bench.ts': BENCH,
    'changed.bench.ts': adding('kept', 'after'),
    'bad.bench.ts': 'import "./no-such-file.js";',
    'new.bench.ts': BENCH,
    'packages/p/vitest.config.ts': '',
    'old/x.bench.ts': '',
    'old/node_modules/vitest/package.json':
      '{"type":"module","version":"4.1.0","exports":{"./node":"./node.js"}}',
    'old/node_modules/vitest/node.js': 'export const version = "4.1.0";',
    'none/x.bench.ts': '',
    'none/node_modules/vitest/package.json': '{"exports":{}}',
    'packages/p/bench/x.bench.ts': '',
  },
);
afterAll(() => trees[Symbol.dispose]());

const unitsOf = (files: string) => vitestUnits({ base: files, head: files }, trees);

const failureOf = async (work: Promise<unknown>) => {
  const error = await work.catch((reason: unknown) => reason);
  if (!(error instanceof GateFailure)) throw new Error('it did not fail', { cause: error });
  return { kind: error.kind, message: error.message };
};

describe('the benchmarks of a file of vitest', () => {
  it("are measured with head's text on each side's own code, and the trees stay as they are", async () => {
    const [unit] = await unitsOf('a.bench.ts');
    const names = ['a.bench.ts > group > wait > a while'];
    expect((await unit!.verify('head')).benchmarks).toEqual(names);
    const pairs = await unit!.pair('base');
    expect(pairs.map(({ benchmark }) => benchmark)).toEqual(names);
    const { base, head, logRatios } = pairs[0]!;
    expect(base.reported).toBeGreaterThanOrEqual(2);
    expect(head.reported).toBeGreaterThanOrEqual(20);
    expect(head.turns).toHaveLength(base.turns.length);
    // Where the machine is busy enough to come between, tinybench's own medians are what is compared.
    expect([['cpu', 'wall'], ['reported']]).toContainEqual(Object.keys(logRatios));
    expect(readFileSync(join(trees.base.directory, 'a.bench.ts'), 'utf8')).toContain('base has another one');
  });

  it('are those of either text at base, so that one that head removes or renames is missing and one that it adds is compared', async () => {
    const [unit] = await unitsOf('changed.bench.ts');
    const [base, head] = [await unit!.verify('base'), await unit!.verify('head')];
    const named = (...names: string[]) => names.map((name) => `changed.bench.ts > all > ${name}`);
    expect(base.benchmarks).toEqual(named('kept', 'after', 'removed', 'before'));
    expect(head.benchmarks).toEqual(named('kept', 'after'));
  });

  it('fail with the way out where base has another text that cannot be run', async () => {
    const [unit] = await unitsOf('a.bench.ts');
    const { kind, message } = await failureOf(unit!.verify('base'));
    expect(kind).toBe('benchmark-failed');
    expect(message).toContain("base's own a.bench.ts does not tell what it measures");
    expect(message).toContain('mend it in a change of its own');
    expect(message).toContain('base has another one');
  });

  it('fail with the side and what vitest says', async () => {
    const [unit] = await unitsOf('bad.bench.ts');
    const failure = await failureOf(unit!.verify('head'));
    expect(failure.kind).toBe('benchmark-failed');
    expect(failure.message).toContain('bad.bench.ts on head: ');
    expect(failure.message).toContain('no-such-file.js');
  });

  it.each([
    ['old/x.bench.ts', 'vitest 4.1.0 is installed, and its benchmarks can be read from vitest 5 on'],
    ['none/x.bench.ts', 'no vitest is to be found from where it is: install it in this tree'],
  ])('need a vitest that can be read: %s', async (file, message) => {
    const [unit] = await unitsOf(file);
    expect((await failureOf(unit!.verify('head'))).message).toContain(message);
  });

  it('are measured once they are merged where the file is new', async () => {
    const [unit] = await unitsOf('new.bench.ts');
    expect(await unit!.verify('base')).toEqual({
      benchmarks: [],
      counters: new Map(),
      warnings: ['new.bench.ts is new at head, so it is measured once it is merged'],
    });
  });

  it('are named where base has the file and head has not, and missing where nobody has', async () => {
    const [unit] = await unitsOf('gone.bench.ts');
    expect((await unit!.verify('base')).benchmarks).toEqual(['gone.bench.ts']);
    expect((await unit!.verify('head')).benchmarks).toEqual([]);
    expect((await failureOf(unitsOf('nobody.bench.ts'))).kind).toBe('no-benchmark');
  });

  it('run where the nearest configuration of vitest is, and not above the tree', () => {
    const tree = trees.head.directory;
    const inPackage = join(tree, 'packages/p/bench/x.bench.ts');
    expect(findVitestRoot(inPackage, tree)).toBe(join(tree, 'packages/p'));
    expect(findVitestRoot(join(tree, 'a.bench.ts'), tree)).toBe(tree);
  });
});
