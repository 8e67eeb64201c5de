import { afterAll, describe, expect, it } from 'vitest';
import { type DeclaredBenchmark, reviewedFile } from '../../../src/reviewed/reviewed-file.ts';
import { GateFailure } from '../../../src/unit/gate-failure.ts';
import type { AskedBenchmarks } from '../../../src/units/declared/asked-units.ts';
import { declaredUnits } from '../../../src/units/declared/declared-units.ts';
import { temporaryTrees } from '../command/temporary-trees.ts';

const trees = temporaryTrees(
  { 'bench/a.js': `import { Bench } from 'tinybench';`, 'bench/old.js': `import 'vitest';`, 'base.txt': '' },
  {
    'bench/a.js': `import { Bench } from "tinybench";`,
    'bench/b.js': `const { test } = await import('vitest'); import 'tinybench';`,
    'plain/c.js': `import { readFileSync } from 'node:fs';`,
  },
);
afterAll(() => trees[Symbol.dispose]());

type Benchmarks = Readonly<Record<string, DeclaredBenchmark>>;

const unitsOf = (base: Benchmarks | undefined, head: Benchmarks | undefined, asked: AskedBenchmarks = {}) => {
  const reviewed = (benchmarks: Benchmarks | undefined) =>
    benchmarks === undefined ? undefined : reviewedFile.parse({ benchmarks });
  return declaredUnits({ asked, reviewed: { base: reviewed(base), head: reviewed(head) }, trees });
};

const failureOf = async (work: Promise<unknown>) => {
  const error = await work.catch((reason: unknown) => reason);
  if (!(error instanceof GateFailure)) throw new Error('it did not fail', { cause: error });
  return { kind: error.kind, message: error.message };
};

const command = (run: string): DeclaredBenchmark => ({ kind: 'command', run });
const kinds = (units: Awaited<ReturnType<typeof unitsOf>>) => units.map(({ name, kind }) => [name, kind]);

describe('benchmarks of the command line', () => {
  it('are taken by kind, that of a file by what it imports, and the reviewed files do not count', async () => {
    const units = await unitsOf({ gone: command('true') }, undefined, {
      bench: [{ name: 'c', run: 'true' }],
      benchJson: [{ name: 's', run: 'cat x.json' }],
      benchFile: ['bench/*.js'],
    });
    expect(kinds(units)).toEqual([
      ['c', 'command'],
      ['s', 'samples'],
      ['bench/a.js', 'tinybench'],
      ['bench/b.js', 'vitest'],
      ['bench/old.js', 'vitest'],
    ]);
    expect((await units.at(-1)!.verify('base')).benchmarks).toEqual(['bench/old.js']);
    expect((await units.at(-1)!.verify('head')).benchmarks).toEqual([]);
  });

  it('have to be there, and of a kind that is known', async () => {
    expect((await failureOf(unitsOf({}, {}, { benchFile: ['no/*.js'] }))).message).toContain(
      'matches no/*.js',
    );
    const plain = await failureOf(unitsOf({}, {}, { benchFile: ['plain/*.js'] }));
    expect(plain.kind).toBe('no-benchmark');
    expect(plain.message).toContain('plain/c.js imports neither tinybench nor vitest');
  });
});

describe('benchmarks of the reviewed file', () => {
  it('are those of head, none where there is no file', async () => {
    const same: Benchmarks = {
      c: command('true'),
      s: { kind: 'samples', run: 'cat' },
      t: { kind: 'tinybench', files: 'bench/a.js' },
      v: { kind: 'vitest', files: 'bench/b.js' },
    };
    expect(kinds(await unitsOf(same, same))).toEqual([
      ['c', 'command'],
      ['s', 'samples'],
      ['bench/a.js', 'tinybench'],
      ['bench/b.js', 'vitest'],
    ]);
    expect(await unitsOf(undefined, undefined)).toEqual([]);
  });

  it('cannot leave with the change that they would judge', async () => {
    const gone = {
      kind: 'missing-benchmark',
      message: expect.stringContaining('head no longer declares a, b'),
    };
    const ofBase = { a: command('true'), b: command('true'), c: command('true') };
    expect(await failureOf(unitsOf(ofBase, { c: command('true') }))).toEqual(gone);
    expect(await failureOf(unitsOf({ a: command('true'), b: command('true') }, undefined))).toEqual(gone);
  });

  it('cannot become another kind of benchmark', async () => {
    const failure = await failureOf(unitsOf({ a: command('true') }, { a: { kind: 'samples', run: 'true' } }));
    expect(failure.kind).toBe('missing-benchmark');
    expect(failure.message).toContain('a is of the kind command at base and samples at head');
  });

  it('serve both sides as head has them where the command was changed, and say so', async () => {
    const [unit] = await unitsOf({ a: command('test -e nothing') }, { a: command('true') });
    expect((await unit!.verify('base')).warnings).toEqual([]);
    expect((await unit!.verify('head')).warnings).toEqual([
      "a is declared as test -e nothing at base and as true at head: both sides are measured by head's",
    ]);
    expect(unit?.about).toContain('of true');
    expect(await unit!.pair('base')).toHaveLength(1);
  });

  it('still hold the files that only base’s pattern finds', async () => {
    const units = await unitsOf(
      { t: { kind: 'vitest', files: 'bench/*.js' } },
      { t: { kind: 'vitest', files: 'bench/b.js' } },
    );
    expect(kinds(units)).toEqual([
      ['bench/b.js', 'vitest'],
      ['bench/a.js', 'vitest'],
      ['bench/old.js', 'vitest'],
    ]);
    await expect(units[1]!.pair('base')).rejects.toThrow('bench/a.js');
  });

  it('are measured once they are merged where they are new and base cannot run them', async () => {
    const [unit] = await unitsOf({}, { a: command('test ! -e base.txt') });
    const atBase = await unit!.verify('base');
    expect(atBase.benchmarks).toEqual([]);
    expect(atBase.warnings.join()).toContain('a is new at head and cannot run on base');
    expect((await unit!.verify('head')).benchmarks).toEqual(['a']);
    expect((await failureOf(unit!.pair('base'))).kind).toBe('benchmark-failed');
    expect(unit?.about).toContain('test ! -e base.txt');
  });

  it('fail at head where head cannot run them, new or not', async () => {
    const [unit] = await unitsOf({}, { a: command('false') });
    expect((await failureOf(unit!.verify('head'))).message).toContain('a on head: false');
    const [old] = await unitsOf({ a: command('false') }, { a: command('false') });
    expect((await failureOf(old!.verify('base'))).message).toContain('a on base: false');
  });
});
