import { describe, expect, it } from 'vitest';
import { lambdaPrice } from '../../src/figures/lambda-prices.ts';
import { reduceSamples } from '../../src/figures/reduce-samples.ts';
import type { Sample } from '../../src/record/run-record.ts';

const STAGES = { readMs: 10, parseMs: 20, encodeParquetMs: 30, encodeAvroMs: 40, writeMs: 50 };
const workload = { files: 10, inputBytes: 5_000_000, rows: 40_000, slice: null };

function sampleOf(round: number, wallMs: readonly number[], changes: Partial<Sample> = {}): Sample {
  return {
    slot: round,
    round,
    startedAt: '2026-01-01T00:00:00.000Z',
    processStartMs: 40,
    engineOpenMs: 5,
    firstFileMs: 20,
    iterations: wallMs.map((wall) => ({
      wallMs: wall,
      userCpuMs: wall,
      systemCpuMs: wall / 2,
      stages: STAGES,
    })),
    peakRssBytes: 100 << 20,
    gc: { count: 1, totalMs: 1 },
    voluntaryContextSwitches: 1,
    involuntaryContextSwitches: 1,
    majorPageFaults: 0,
    stealMs: 0,
    loadAverage: 0,
    ...changes,
  };
}

describe('reduceSamples', () => {
  const samples = [sampleOf(0, [100, 900, 200]), sampleOf(1, [400, 400, 400]), sampleOf(2, [300, 1, 9000])];
  const figures = reduceSamples(samples, workload, lambdaPrice('x64'));

  it('counts each process once, by the median of its iterations', () => {
    expect(figures.msPerFile).toMatchObject({ median: 30, low: 20, high: 40, samples: 3 });
  });

  it('turns time into speed with the interval the right way round', () => {
    expect(figures.filesPerMinute).toMatchObject({ median: 2000, low: 1500, high: 3000 });
    expect(figures.inputBytesPerSecond.median).toBeCloseTo(5_000_000 / 0.3, 6);
    expect(figures.rowsPerSecond.median).toBeCloseTo(40_000 / 0.3, 6);
  });

  it('adds user and system CPU time, and prices the cores they amount to', () => {
    expect(figures.cpuMsPerFile.median).toBe(45);
    expect(figures.cost.basis).toContain('1.50 cores');
  });

  it('gives stages per file', () => {
    expect(figures.stagesPerFile).toEqual({
      readMs: 1,
      parseMs: 2,
      encodeParquetMs: 3,
      encodeAvroMs: 4,
      writeMs: 5,
    });
  });

  it('leaves unknown what a command does not tell', () => {
    const iterations = [{ wallMs: 100, userCpuMs: 90, systemCpuMs: 10, stages: null }];
    const unknown = {
      processStartMs: null,
      engineOpenMs: null,
      firstFileMs: null,
      peakRssBytes: null,
      iterations,
    };
    const ofCommand = reduceSamples([sampleOf(0, [1], unknown)], workload, lambdaPrice('x64'));
    expect(ofCommand).toMatchObject({
      peakRssBytes: null,
      processStartMs: null,
      engineOpenMs: null,
      firstFileMs: null,
      stagesPerFile: null,
    });
    expect(ofCommand.msPerFile.median).toBe(10);
  });
});
