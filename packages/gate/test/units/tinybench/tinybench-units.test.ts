import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { verifyUnits } from '../../../src/run/verify-units.ts';
import { GateFailure } from '../../../src/unit/gate-failure.ts';
import type { BenchFileOptions } from '../../../src/units/tinybench/bench-file-process.ts';
import { tinybenchUnits } from '../../../src/units/tinybench/tinybench-units.ts';
import { type TemporaryTrees, type TreeFiles, temporaryTrees } from '../command/temporary-trees.ts';

const open: TemporaryTrees[] = [];
afterEach(() => {
  for (const trees of open.splice(0)) trees[Symbol.dispose]();
});

const PATTERNS = { base: '**/*.bench.*', head: '**/*.bench.*' };

async function unitsOf(base: TreeFiles, head: TreeFiles, options: BenchFileOptions = {}) {
  const trees = temporaryTrees(base, head);
  open.push(trees);
  return { trees, units: await tinybenchUnits(PATTERNS, trees, options) };
}

async function unitOf(base: TreeFiles, head: TreeFiles, options?: BenchFileOptions) {
  const { units } = await unitsOf(base, head, options);
  expect(units).toHaveLength(1);
  return units[0]!;
}

const failureOf = async (work: Promise<unknown>) => {
  const error = await work.catch((reason: unknown) => reason);
  if (!(error instanceof GateFailure)) throw new Error('it did not fail', { cause: error });
  return { kind: error.kind, message: error.message };
};

/** Busy for so many milliseconds. */
const WORK = `export const work = () => {
  const end = performance.now() + MS;
  while (performance.now() < end);
};`;
const workOf = (ms: number) => ({ 'lib/work.ts': WORK.replace('MS', String(ms)) });

const FILE = `import { Bench } from 'tinybench';
import { work } from './lib/work.ts';
const bench: Bench = new Bench();
bench.add('work', () => work());
export default bench;`;

const benchOf = (body: string) => `import { Bench } from 'tinybench';\nconst bench = new Bench();\n${body}`;

describe('the tasks of a tinybench file', () => {
  it("are measured with head's text on each side's own code, and the trees stay as they are", async () => {
    const another = `bench.add('work', () => { throw new Error('base has another one'); }); export { bench };`;
    const old = { ...workOf(2), 'a.bench.ts': benchOf(another) };
    const { units, trees } = await unitsOf(old, { ...workOf(6), 'a.bench.ts': FILE });
    const unit = units[0]!;
    expect(unit.name).toBe('a.bench.ts');
    const verified = { benchmarks: ['a.bench.ts > work'], counters: new Map(), warnings: [] };
    expect(await unit.verify('base')).toEqual(verified);
    expect(await unit.verify('head')).toEqual(verified);
    const [pair, ...more] = await unit.pair('head');
    expect(more).toEqual([]);
    expect(pair?.benchmark).toBe('a.bench.ts > work');
    expect(pair?.base.reported).toBeGreaterThanOrEqual(2);
    expect(pair?.head.reported).toBeGreaterThanOrEqual(6);
    expect(pair?.head.turns).toHaveLength(5);
    expect(Object.keys(pair!.logRatios)).toContain('rss');
    expect(readFileSync(join(trees.base.directory, 'a.bench.ts'), 'utf8')).toBe(old['a.bench.ts']);
  });

  it('find programs in the tree that they measure, never in the checkout that the gate was started from', async () => {
    const file = benchOf(`import { relative } from 'node:path';
      const [binaries = 'none'] = process.env.PATH.split(':').filter((place) => place.endsWith('node_modules/.bin'));
      bench.add(relative(process.cwd(), binaries), () => {}); export { bench };`);
    const before = process.env['PATH'];
    process.env['PATH'] = `/checkout/node_modules/.bin:${before}`;
    try {
      const unit = await unitOf({ 'a.bench.js': file }, { 'a.bench.js': file });
      expect((await unit.verify('base')).benchmarks).toEqual(['a.bench.js > node_modules/.bin']);
    } finally {
      process.env['PATH'] = before;
    }
  });

  it('may come from a function that is exported, and wait', async () => {
    const file = `import { Bench } from 'tinybench';
      export const bench = async () => new Bench().add('wait', () => new Promise((done) => setTimeout(done, 5)));`;
    const unit = await unitOf({}, { 'a.bench.mjs': file });
    expect((await unit.verify('base')).benchmarks).toEqual(['a.bench.mjs > wait']);
    await unit.verify('head');
    const [pair] = await unit.pair('base');
    expect(Object.keys(pair!.logRatios).toSorted()).toEqual(['reported', 'rss']);
  });

  it('are named where base has the file and head has not', async () => {
    const { units } = await unitsOf({ 'a.bench.js': '', 'old.bench.js': '' }, { 'a.bench.js': '' });
    expect(units.map(({ name }) => name)).toEqual(['a.bench.js', 'old.bench.js']);
    const gone = units[1]!;
    expect((await gone.verify('base')).benchmarks).toEqual(['old.bench.js']);
    expect((await gone.verify('head')).benchmarks).toEqual([]);
    expect((await failureOf(gone.pair('base'))).kind).toBe('missing-benchmark');
  });

  it('are missing where no file matches', async () => {
    expect(await failureOf(unitsOf({ 'a.js': '' }, { 'b.js': '' }))).toEqual({
      kind: 'no-benchmark',
      message: 'no file of base or head matches **/*.bench.*',
    });
  });

  it('are not measured yet where the file is new and base cannot run it', async () => {
    const unit = await unitOf({}, { ...workOf(1), 'a.bench.ts': FILE });
    const { benchmarks, warnings } = await unit.verify('base');
    expect(benchmarks).toEqual([]);
    expect(warnings.join()).toContain('a.bench.ts is new at head and cannot run on base');
    expect((await failureOf(unit.pair('base'))).message).toContain('a.bench.ts on base');
  });

  it('fail where base has the file and cannot run what it became', async () => {
    const old = { 'a.bench.ts': benchOf(`bench.add('work', () => {}); export { bench };`) };
    const unit = await unitOf(old, { ...workOf(1), 'a.bench.ts': FILE });
    const { kind, message } = await failureOf(unit.verify('base'));
    expect(kind).toBe('benchmark-failed');
    expect(message).toContain("head's a.bench.ts does not run on base's code");
    expect(message).toContain('goes into a file of its own');
    expect(message).toContain('a.bench.ts on base: ');
    expect(message).toContain('Cannot find module');
  });

  const adding = (...tasks: string[]) =>
    benchOf(`const wait = () => new Promise((done) => setTimeout(done, 5));
      for (const name of ${JSON.stringify(tasks)}) bench.add(name, wait);
      export { bench };`);

  async function verificationOf(base: string, head: string) {
    const { units } = await unitsOf({ 'a.bench.js': base }, { 'a.bench.js': head });
    const verification = await verifyUnits(units);
    return {
      failures: verification.failures.map(({ kind, message }) => ({ kind, message })),
      benchmarks: verification.units.flatMap(({ benchmarks }) => benchmarks),
    };
  }

  it('are missing by name where head removes or renames one of a file', async () => {
    const { failures } = await verificationOf(adding('kept', 'removed', 'before'), adding('kept', 'after'));
    expect(failures.map(({ kind }) => kind)).toEqual(['missing-benchmark', 'missing-benchmark']);
    expect(failures[0]?.message).toContain('a.bench.js > removed: base has it and head does not');
    expect(failures[1]?.message).toContain('a.bench.js > before: base has it and head does not');
  });

  it("are compared on base's code from the start where head adds them to a file", async () => {
    expect(await verificationOf(adding('kept'), adding('kept', 'added'))).toEqual({
      failures: [],
      benchmarks: ['a.bench.js > kept', 'a.bench.js > added'],
    });
  });

  it('fail with the way out where base has another text that cannot be run', async () => {
    const { failures } = await verificationOf('throw new Error("out of luck");', adding('kept'));
    expect(failures.map(({ kind }) => kind)).toEqual(['benchmark-failed']);
    expect(failures[0]?.message).toContain("base's own a.bench.js does not tell what it measures");
    expect(failures[0]?.message).toContain('mend it in a change of its own');
    expect(failures[0]?.message).toContain('out of luck');
  });

  it.each([
    [
      'throws in a task',
      benchOf(`bench.add('bad', () => { throw new Error('out of luck'); }); export { bench };`),
      'out of luck',
    ],
    ['exports nothing', benchOf(''), 'exports no Bench of tinybench'],
    ['exports something else', 'export default 7;', 'exports no Bench of tinybench'],
    ['has no tasks', benchOf('export default bench;'), 'its Bench has no tasks'],
    ['is of an old tinybench', `export default { tasks: [{ name: 'a' }], add() {}, run() {} };`, 'before 6'],
    ['cannot be parsed', 'export default {', 'SyntaxError'],
    ['exits', 'console.log("leaving"); process.exit(4);', 'exited with code 4 before it answered\nleaving'],
    [
      'is killed',
      `process.kill(process.pid, 'SIGKILL'); await new Promise(() => {});`,
      'was ended by SIGKILL',
    ],
  ])('fail with what happened where the file %s', async (_, file, message) => {
    const unit = await unitOf({}, { 'a.bench.js': file });
    const failure = await failureOf(unit.verify('head'));
    expect(failure.kind).toBe('benchmark-failed');
    expect(failure.message).toContain('a.bench.js on head: ');
    expect(failure.message).toContain(message);
  });

  it('fail where they take too long', async () => {
    const unit = await unitOf(
      {},
      { 'a.bench.js': 'setInterval(() => {}, 1000); await new Promise(() => {});' },
      { timeoutMs: 300 },
    );
    expect((await failureOf(unit.verify('head'))).message).toContain(
      'gave no answer within 0.3 s and was stopped',
    );
  });

  it('stop when they are aborted', async () => {
    const unit = await unitOf(
      {},
      { 'a.bench.js': 'setInterval(() => {}, 1000); await new Promise(() => {});' },
    );
    const aborting = new AbortController();
    const verifying = unit.verify('head', aborting.signal);
    aborting.abort(new Error('enough'));
    await expect(verifying).rejects.toThrow('enough');
    await expect(unit.pair('head', aborting.signal)).rejects.toThrow('enough');
  });

  it('fail as a pair where the sides add other tasks, or one that was not tried', async () => {
    const byTree = benchOf(`import { name } from './name.js'; bench.add(name, () => {}); export { bench };`);
    const unit = await unitOf(
      { 'name.js': 'export const name = "a";', 'a.bench.js': '' },
      { 'name.js': 'export const name = "b";', 'a.bench.js': byTree },
    );
    expect(await failureOf(unit.pair('head'))).toEqual({
      kind: 'missing-benchmark',
      message: 'a.bench.js > a, a.bench.js > b: on one side only; add the same tasks whatever the code is',
    });
    const untried = await unitOf(
      {},
      { 'a.bench.js': benchOf(`bench.add('x', () => {}); export { bench };`) },
    );
    expect((await failureOf(untried.pair('head'))).message).toContain(
      'a.bench.js > x was not there when both sides were tried',
    );
  });
});
