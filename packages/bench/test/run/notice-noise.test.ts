import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MeasuredCell } from '../../src/record/run-record.ts';
import { noticeNoise } from '../../src/run/notice-noise.ts';
import { runBench } from '../../src/run/run-bench.ts';
import { benchRequest, verifyCopies } from '../support/prepare-bench.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let scratch: Awaited<ReturnType<typeof temporaryDirectory>>;
let cell: MeasuredCell;
beforeEach(async () => {
  scratch = await temporaryDirectory();
  const request = await benchRequest(scratch.path, { engines: ['copy'] });
  const measured = (await runBench(request, { verify: verifyCopies })).measurements[0];
  if (measured?.status !== 'measured') throw new Error(JSON.stringify(measured));
  cell = measured;
});
afterEach(() => scratch[Symbol.asyncDispose]());

function withSamples(
  wallMs: readonly number[],
  changes: Partial<MeasuredCell['samples'][number]> = {},
): MeasuredCell {
  const samples = wallMs.map((wall, slot) => ({
    ...cell.samples[0]!,
    slot,
    stealMs: 0,
    loadAverage: 0,
    iterations: [{ wallMs: wall, userCpuMs: wall, systemCpuMs: 0, stages: null }],
    ...changes,
  }));
  const [low = 0, high = 0] = [Math.min(...wallMs), Math.max(...wallMs)];
  const msPerFile = { ...cell.figures.msPerFile, median: wallMs[0]!, low, high };
  return { ...cell, samples, figures: { ...cell.figures, msPerFile } };
}

describe('noticeNoise', () => {
  it('has nothing to say about a quiet run', () => {
    expect(noticeNoise([withSamples([100, 101, 99])], 2)).toEqual([]);
  });

  it('counts slow samples, which stay, and says that the interval is wide', () => {
    expect(noticeNoise([withSamples([100, 100, 200])], 2)).toEqual([
      'quick, copy: 1 of 3 samples took more than 1.5 times the median; they are kept',
      expect.stringContaining('the interval of the time per file is 100 % wide'),
    ]);
  });

  it('says how much CPU time the host took for others while the processes lived', () => {
    const warnings = noticeNoise([withSamples([20, 20], { stealMs: 20, watchedMs: 100 })], 2);
    expect(warnings).toEqual([expect.stringContaining('the host took 10 %')]);
  });

  it('says that the machine was busy from the beginning', () => {
    const warnings = noticeNoise([withSamples([100, 100], { loadAverage: 3.5 })], 2);
    expect(warnings).toEqual([expect.stringContaining('load average 3.5 on 2 cores')]);
  });
});
