import { afterAll, describe, expect, it } from 'vitest';
import { GateFailure } from '../../../src/unit/gate-failure.ts';
import { commandUnit } from '../../../src/units/command/command-unit.ts';
import { temporaryTrees } from './temporary-trees.ts';

const BUSY = 'const end = process.cpuUsage().user + WORK; while (process.cpuUsage().user < end);';
const trees = temporaryTrees(
  {
    'work.js': BUSY.replace('WORK', '20_000'),
    'long.js': BUSY.replace('WORK', '100_000'),
    'side.txt': 'base',
  },
  {
    'work.js': BUSY.replace('WORK', '40_000'),
    'long.js': BUSY.replace('WORK', '100_000'),
    'side.txt': 'head',
  },
);
afterAll(() => trees[Symbol.dispose]());

const failureOf = async (work: () => unknown) => {
  try {
    await work();
  } catch (error) {
    if (error instanceof GateFailure) return { kind: error.kind, message: error.message };
    throw error;
  }
  return undefined;
};

describe('a command as a benchmark', () => {
  it('runs in the tree of each side, and a slower head has a ratio above 0', async () => {
    const unit = commandUnit('work', `'${process.execPath}' work.js`, trees);
    const verified = await unit.verify('base');
    expect(verified).toEqual({ benchmarks: ['work'], counters: new Map(), warnings: [] });
    const [pair, ...more] = await unit.pair('head');
    expect(more).toEqual([]);
    expect(pair?.base.cpuMs).toBeGreaterThanOrEqual(20);
    expect(pair?.head.cpuMs).toBeGreaterThanOrEqual(40);
    expect(pair?.logRatios.cpu).toBe(Math.log(pair!.head.cpuMs / pair!.base.cpuMs));
    expect(pair!.logRatios).toMatchObject({
      wall: Math.log(pair!.head.wallMs / pair!.base.wallMs),
      parallelism: expect.any(Number),
    });
  });

  it('has its peak of memory compared, unless it is too short for it to be seen', async () => {
    const unit = commandUnit('long', `'${process.execPath}' {tree}/long.js`, trees);
    await unit.verify('base');
    const [seen] = await unit.pair('base');
    expect(seen!.logRatios.rss).toBe(Math.log(seen!.head.peakRssBytes! / seen!.base.peakRssBytes!));

    const isShort = { showsPeak: (wallMs: number) => wallMs < 0 };
    const short = commandUnit('short', `'${process.execPath}' long.js`, trees, isShort);
    await short.verify('base');
    const [pair] = await short.pair('head');
    expect(Object.keys(pair!.logRatios).toSorted()).toEqual(['cpu', 'parallelism', 'wall']);
    expect([pair!.base.peakRssBytes, pair!.head.peakRssBytes]).toEqual([null, null]);
  });

  it('puts the directory of the side where the line says {tree}', async () => {
    const checks = 'test "$(cat {tree}/side.txt)" = "$(cat side.txt)" && test "$PWD" = {tree}';
    const unit = commandUnit('where', `sh -c '${checks}'`, trees);
    await expect(unit.verify('base')).resolves.toMatchObject({ benchmarks: ['where'] });
    await expect(unit.verify('head')).resolves.toMatchObject({ benchmarks: ['where'] });
  });

  it.each(['cat ./side.txt', 'cat {tree}/side.txt'])(
    'warns where the sides have another file: %s',
    async (line) => {
      const changed = { ...trees, changedFiles: ['side.txt', 'other.txt'] };
      const unit = commandUnit('side', line, changed);
      expect((await unit.verify('head')).warnings).toEqual([
        'side.txt is not the same at base and head, and each side runs its own',
      ]);
    },
  );

  it('warns where most of it is the start of Node', async () => {
    const { warnings } = await commandUnit('idle', `'${process.execPath}' -e 0`, trees).verify('head');
    expect(warnings.join()).toContain('is the start of Node');
    expect(warnings.join()).toContain('a 5 % change of the work shows as 0');
  });

  it('repeats a short command within a sample, as often on both sides', async () => {
    const unit = commandUnit('short', 'true', trees);
    expect(unit.about).toBe('one run of true, all its processes together');
    await unit.verify('base');
    expect(unit.about).toContain('runs, one after the other, of true');
  });

  it('warns where CPU time is told in ticks', async () => {
    const argv = ['/bin/sh', '-c', 'echo "0m0.0s 0m0.0s 0m0.1s 0m0.0s" >&3', 'gate'] as const;
    const unit = commandUnit('ticks', 'true', trees, { shell: { argv, resolutionMs: 10 } });
    const { warnings } = await unit.verify('head');
    expect(warnings).toEqual([
      'a sample has 100 ms of CPU time, told in steps of 10 ms: too few to see 5 %',
      'CPU time is told in steps of 10 ms: with bash on the PATH it is told in steps of 1 ms',
    ]);
  });

  it('is no pair where it took less CPU time than can be told', async () => {
    const argv = ['/bin/sh', '-c', 'echo "0m0.0s 0m0.0s 0m0.0s 0m0.0s" >&3', 'gate'] as const;
    const unit = commandUnit('nothing', 'true', trees, { shell: { argv, resolutionMs: 1 } });
    expect((await failureOf(() => unit.pair('base')))?.message).toContain(
      'less CPU time than can be told (1 ms)',
    );
  });

  it('fails with the side, the command and what it said last', async () => {
    const unit = commandUnit('broken', `sh -c 'grep -q base side.txt || { echo no >&2; exit 3; }'`, trees);
    await expect(unit.verify('base')).resolves.toMatchObject({ benchmarks: ['broken'] });
    const failure = await failureOf(() => unit.verify('head'));
    expect(failure?.kind).toBe('benchmark-failed');
    expect(failure?.message).toContain('broken on head: sh -c');
    expect(failure?.message).toContain('exited with code 3\nno');
    expect(await failureOf(() => unit.pair('base'))).toEqual(failure);
  });

  it('fails where it takes too long', async () => {
    const failure = await failureOf(() =>
      commandUnit('slow', 'sleep 600', trees, { timeoutMs: 100 }).verify('base'),
    );
    expect(failure?.message).toContain('slow on base: sleep 600');
    expect(failure?.message).toContain('took more than 0.1 s');
  });

  it('stops when it is aborted', async () => {
    const unit = commandUnit('slow', 'sleep 600', trees);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(unit.verify('base', signal)).rejects.toThrow('enough');
    await expect(unit.pair('base', signal)).rejects.toThrow('enough');
  });

  it('is refused where only a shell could carry it out, or nothing is to be run', async () => {
    const piped = await failureOf(() => commandUnit('pipes', 'cat side.txt | wc', trees));
    expect(piped?.message).toContain(
      "the command of pipes: | needs a shell, and none is used: quote it, or write sh -c '…'",
    );
    expect((await failureOf(() => commandUnit('none', ' ', trees)))?.message).toContain(
      'the command of none is empty',
    );
  });
});
