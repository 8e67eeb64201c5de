import type { SideSample } from '@parquetry/bench/record';
import { describe, expect, it } from 'vitest';
import { logRatios } from '../../../src/units/command/log-ratios.ts';
import { runsPerSample } from '../../../src/units/command/runs-per-sample.ts';

const sample = (cpuMs: number, wallMs: number, more: Partial<SideSample> = {}): SideSample => ({
  cpuMs,
  wallMs,
  reported: null,
  peakRssBytes: null,
  beforeCpuMs: null,
  turns: [],
  ...more,
});

describe('log ratios', () => {
  it('are of head to base, and above 0 where less runs at once', () => {
    const ratios = logRatios(sample(100, 50), sample(110, 110), ['cpu', 'wall', 'parallelism']);
    expect(ratios.cpu).toBeCloseTo(Math.log(1.1), 12);
    expect(ratios.wall).toBeCloseTo(Math.log(2.2), 12);
    expect(ratios.parallelism).toBeCloseTo(Math.log(2), 12);
  });

  it('are only of what both sides tell', () => {
    const told = { reported: 2, peakRssBytes: 100 };
    expect(logRatios(sample(1, 1, told), sample(1, 1, { reported: 4 }), ['reported', 'rss'])).toEqual({
      reported: Math.log(2),
    });
    expect(logRatios(sample(0, 1), sample(1, 1), ['cpu'])).toEqual({});
  });
});

describe('runs in a sample', () => {
  it('are as many as fill 100 ms of CPU time', () => {
    expect(runsPerSample({ cpuMs: 500, wallMs: 500 })).toBe(1);
    expect(runsPerSample({ cpuMs: 40, wallMs: 40 })).toBe(3);
    expect(runsPerSample({ cpuMs: 0, wallMs: 3 })).toBe(100);
  });

  it('are few where the command waits, and never none', () => {
    expect(runsPerSample({ cpuMs: 5, wallMs: 700 })).toBe(2);
    expect(runsPerSample({ cpuMs: 1, wallMs: 60_000 })).toBe(1);
  });
});
