import { afterAll, describe, expect, it } from 'vitest';
import { GateFailure } from '../../../src/unit/gate-failure.ts';
import { samplesUnit } from '../../../src/units/samples/samples-unit.ts';
import { temporaryTrees } from '../command/temporary-trees.ts';

const trees = temporaryTrees(
  {
    'time.json': '{"samples":[10,10,10,90,10]}',
    'speed.json': '{"name":"rows","samples":[100],"unit":"rows/s","better":"higher"}',
    'unit.json': '{"samples":[10],"unit":"ms"}',
    'turned.json': '{"samples":[10]}',
    'names.json': '{"benchmarks":{"a":{"samples":[1]},"b":{"samples":[2]}}}',
  },
  {
    'time.json': 'ready\n{"samples":[11,11,11,11,11]}',
    'speed.json': '{"name":"rows","samples":[50],"unit":"rows/s","better":"higher"}',
    'unit.json': '{"samples":[10000],"unit":"µs"}',
    'turned.json': '{"samples":[10],"better":"higher"}',
    'names.json': '{"benchmarks":{"a":{"samples":[1]},"c":{"samples":[2]}}}',
  },
);
afterAll(() => trees[Symbol.dispose]());

const failureOf = async (work: () => Promise<unknown>) => {
  const error = await work().catch((reason: unknown) => reason);
  if (!(error instanceof GateFailure)) throw new Error('it did not fail', { cause: error });
  return { kind: error.kind, message: error.message };
};

describe('a command that prints samples', () => {
  it('is compared by the median of what each process printed', async () => {
    const unit = samplesUnit('time', 'cat time.json', trees);
    expect(await unit.verify('base')).toEqual({ benchmarks: ['time'], counters: new Map(), warnings: [] });
    const [pair] = await unit.pair('head');
    expect(pair?.benchmark).toBe('time');
    expect([pair?.base.reported, pair?.head.reported]).toEqual([10, 11]);
    expect(pair?.logRatios).toEqual({ reported: Math.log(1.1) });
  });

  it('is worse with a lower figure where it says that higher is better, and warns of few samples', async () => {
    const unit = samplesUnit('speed', 'cat speed.json', trees);
    expect(await unit.verify('head')).toEqual({
      benchmarks: ['speed > rows'],
      counters: new Map(),
      warnings: ['speed > rows prints 1 samples on head: five or more are steadier'],
    });
    const [pair] = await unit.pair('base');
    expect(pair?.logRatios.reported).toBeCloseTo(Math.log(2), 12);
  });

  it('warns where the sides have another file that the command names', async () => {
    const unit = samplesUnit('time', 'cat time.json', { ...trees, changedFiles: ['time.json'] });
    expect((await unit.verify('base')).warnings).toEqual([]);
    expect((await unit.verify('head')).warnings).toEqual([
      'time.json is not the same at base and head, and each side runs its own',
    ]);
  });

  it('names its benchmarks side by side, and is no pair where they are not the same', async () => {
    const unit = samplesUnit('n', 'cat names.json', trees);
    expect((await unit.verify('base')).benchmarks).toEqual(['n > a', 'n > b']);
    expect((await unit.verify('head')).benchmarks).toEqual(['n > a', 'n > c']);
    expect(await failureOf(() => unit.pair('base'))).toEqual({
      kind: 'missing-benchmark',
      message: 'n: n > b, n > c was printed on one side only; name the same benchmarks in every run',
    });
  });

  it.each([
    ['unit.json', 'u: its "unit" is ms at base and µs at head'],
    ['turned.json', 'u: its "better" is lower at base and higher at head'],
  ])('is not compared where the sides mean something else: %s', async (file, message) => {
    const failure = await failureOf(() => samplesUnit('u', `cat ${file}`, trees).pair('head'));
    expect(failure.kind).toBe('not-parsable');
    expect(failure.message).toContain(message);
  });

  it('fails with the side and the shape that is wanted where nothing can be read', async () => {
    const failure = await failureOf(() => samplesUnit('p', 'cat package.json', trees).verify('base'));
    expect(failure.kind).toBe('not-parsable');
    expect(failure.message).toContain('p on base: cat package.json: ');
    expect(failure.message).toContain('it has to print { "benchmarks"');
  });

  it('fails where the command does', async () => {
    const failure = await failureOf(() => samplesUnit('p', 'cat missing.json', trees).pair('base'));
    expect(failure.kind).toBe('benchmark-failed');
    expect(failure.message).toContain('missing.json: No such file');
  });
});
