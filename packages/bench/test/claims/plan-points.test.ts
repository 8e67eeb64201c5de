import { describe, expect, it } from 'vitest';
import { expectedMs } from '../../src/claims/expected-time.ts';
import { ladder } from '../../src/claims/ladder.ts';
import { type Experiment, type PlanRequest, planPoints, pointOf } from '../../src/claims/plan-points.ts';

const rungs = ladder;
const request: PlanRequest = {
  rungs,
  profiles: ['report-2025', 'none'],
  scope: 'default',
  bytesPerFile: 1 << 16,
  mix: 1,
  isCommand: false,
};

const sizesOf = ({ points }: Experiment, rung: string) =>
  points
    .filter((point) => point.rung === rung && point.rereads === 0)
    .map(({ files }) => files)
    .toSorted((a, b) => a - b);

const minutes = (changes: Partial<PlanRequest>) => {
  const asked = { ...request, ...changes };
  const { bytesPerFile, isCommand } = asked;
  const waits = { 'report-2025': { getMs: 34, putMs: 110 } };
  const time = {
    cores: 2,
    experiments: planPoints(asked),
    rungs,
    rounds: 5,
    formats: 2,
    bytesPerFile,
    isCommand,
    waits,
  };
  return expectedMs(time) / 60_000;
};

describe('what is measured', () => {
  it('is every rung on each network', () => {
    for (const experiment of planPoints(request)) {
      for (const { name } of rungs) expect(sizesOf(experiment, name).length).toBeGreaterThan(0);
    }
  });

  it('has the optimized pipeline sustain 500 files, and both pipelines on batches of 10 and 50', () => {
    const [first] = planPoints(request);
    expect(sizesOf(first!, 'optimized')).toEqual([10, 50, 500]);
    expect(sizesOf(first!, 'original')).toEqual([10, 50]);
  });

  it('covers all of the document, and a hundredfold range, when all is asked for', () => {
    const [first] = planPoints({ ...request, scope: 'full' });
    expect(sizesOf(first!, 'original')).toEqual([10, 50, 100, 500]);
    expect(sizesOf(first!, 'optimized')).toEqual([10, 50, 100, 500, 1000, 2000, 5000]);
  });

  it('reads a fifth of the keys again, once', () => {
    const again = planPoints(request).flatMap(({ points }) => points.filter(({ rereads }) => rereads > 0));
    expect(again.map(({ rung, files, rereads }) => [rung, files, rereads])).toEqual([
      ['original', 50, 10],
      ['cached', 50, 10],
      ['optimized', 50, 10],
    ]);
  });

  it('names every point once, and finds it by its size', () => {
    const [first] = planPoints({ ...request, scope: 'full' });
    const names = first!.points.map(({ contender }) => contender);
    expect(new Set(names).size).toBe(names.length);
    expect(pointOf(first!, 'optimized', 500)?.contender).toBe('optimized');
    expect(pointOf(first!, 'optimized', 5000)?.contender).toBe('optimized-5000-files');
    expect(pointOf(first!, 'optimized', 7)).toBeUndefined();
  });

  it('takes fewer files where they are larger, and two at least', () => {
    const [first] = planPoints({ ...request, bytesPerFile: 10 << 16 });
    expect(sizesOf(first!, 'optimized')).toEqual([2, 5, 50]);
    const [huge] = planPoints({ ...request, bytesPerFile: 1e9 });
    expect(sizesOf(huge!, 'optimized')).toEqual([2]);
  });
});

describe('the expected time', () => {
  it('is some minutes by default, and much more for all sizes', () => {
    expect(minutes({})).toBeGreaterThan(2);
    expect(minutes({})).toBeLessThan(10);
    expect(minutes({ scope: 'full' })).toBeGreaterThan(20);
  });

  it('grows with a command that is started for each file', () => {
    expect(minutes({ isCommand: true })).toBeGreaterThan(1);
  });
});
