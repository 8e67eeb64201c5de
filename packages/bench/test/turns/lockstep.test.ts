import { describe, expect, it } from 'vitest';
import { lockstep, type OpenSide, TurnFailure } from '../../src/turns/index.ts';
import { turnOrder } from '../../src/turns/lockstep.ts';

const PEAK_BYTES = { base: 50e6, head: 75e6 };

/** Sides whose turns take what they are told, and a diary of what was asked of them. */
function fakeSides(cpuMs: Record<'base' | 'head', readonly number[]>, wallMs = cpuMs) {
  const diary: string[] = [];
  const side =
    (name: 'base' | 'head'): OpenSide =>
    async () => {
      diary.push(`open ${name}`);
      let turn = 0;
      return {
        beforeCpuMs: 100,
        async turn() {
          diary.push(name);
          const cpu = cpuMs[name][turn];
          if (cpu === undefined) throw new TurnFailure('had enough');
          return { cpuMs: cpu, wallMs: wallMs[name][turn++]!, outputBytes: {} };
        },
        async end() {
          diary.push(`end ${name}`);
          return { peakRssBytes: PEAK_BYTES[name], counters: {}, fingerprint: {} };
        },
        async [Symbol.asyncDispose]() {
          diary.push(`gone ${name}`);
        },
      };
    };
  return { diary, base: side('base'), head: side('head') };
}

describe('lockstep', () => {
  it('opens one side after the other and lets them take turns, ABBA', async () => {
    const { diary, ...sides } = fakeSides({ base: [1, 1, 1], head: [1, 1, 1] });
    await lockstep({ ...sides, turns: 3, first: 'head' });
    const turns = ['head', 'base', 'base', 'head', 'head', 'base'];
    const ending = ['end base', 'end head', 'gone base', 'gone head'];
    expect(diary).toEqual(['open head', 'open base', ...turns, ...ending]);
  });

  it('compares all turns of the sides: what both suffer in one of them changes nothing', async () => {
    const { diary: _, ...sides } = fakeSides({ base: [100, 900, 50], head: [110, 990, 55] });
    const { base, head, logRatios } = await lockstep({ ...sides, turns: 3, first: 'base' });
    expect(Math.exp(logRatios.cpu)).toBeCloseTo(1.1);
    expect(Math.exp(logRatios.wall)).toBeCloseTo(1.1);
    expect(logRatios.parallelism).toBeCloseTo(0);
    expect(Math.exp(logRatios.rss)).toBeCloseTo(1.5);
    expect([base.cpuMs, head.cpuMs]).toEqual([350, 385]);
    expect(head.turns.map(({ cpuMs }) => cpuMs)).toEqual([110, 990, 55]);
    expect(head.beforeCpuMs).toBe(100);
  });

  it('sees what only one turn of three pays for', async () => {
    const { diary: _, ...sides } = fakeSides({ base: [100, 100, 100], head: [100, 190, 100] });
    const { logRatios } = await lockstep({ ...sides, turns: 3, first: 'base' });
    expect(Math.exp(logRatios.cpu)).toBeCloseTo(1.3);
  });

  it('counts lost parallelism as worse: the same CPU time in twice the wall time', async () => {
    const cpu = { base: [100], head: [100] };
    const { diary: _, ...sides } = fakeSides(cpu, { base: [50], head: [100] });
    const { logRatios } = await lockstep({ ...sides, turns: 1, first: 'base' });
    expect(logRatios.cpu).toBe(0);
    expect(Math.exp(logRatios.parallelism)).toBeCloseTo(2);
  });

  it('names the side that failed and leaves nobody behind', async () => {
    const { diary, ...sides } = fakeSides({ base: [1, 1], head: [1] });
    await expect(lockstep({ ...sides, turns: 2, first: 'base' })).rejects.toThrow('head: had enough');
    expect(diary.slice(-2)).toEqual(['gone head', 'gone base']);
  });

  it('ends the side that was opened where the other one cannot be', async () => {
    const { diary, base } = fakeSides({ base: [1], head: [1] });
    const head: OpenSide = () => Promise.reject(new TurnFailure('no such engine'));
    await expect(lockstep({ base, head, turns: 1, first: 'base' })).rejects.toThrow('head: no such engine');
    expect(diary).toEqual(['open base', 'gone base']);
  });

  it('passes on what is no failure of a side as it is', async () => {
    const { base } = fakeSides({ base: [1], head: [1] });
    const interrupted = new Error('interrupted');
    const head: OpenSide = () => Promise.reject(interrupted);
    await expect(lockstep({ base, head, turns: 1, first: 'base' })).rejects.toBe(interrupted);
  });

  it('does not compare turns that took no time', async () => {
    const { diary: _, ...sides } = fakeSides({ base: [0], head: [1] });
    await expect(lockstep({ ...sides, turns: 1, first: 'base' })).rejects.toThrow(
      'turns took less CPU time than the clock can tell',
    );
  });

  it('has at least one turn', async () => {
    const { diary, ...sides } = fakeSides({ base: [], head: [] });
    await expect(lockstep({ ...sides, turns: 0, first: 'base' })).rejects.toThrow(RangeError);
    expect(diary).toEqual([]);
  });
});

describe('the order of turns', () => {
  it('has each side first equally often', () => {
    expect(turnOrder(4, 'base').join(' ')).toBe('base head head base base head head base');
  });
});
