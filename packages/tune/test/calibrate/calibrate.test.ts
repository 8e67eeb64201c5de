import { estimateMedian } from '@parquetry/bench/statistics';
import { describe, expect, test } from 'vitest';
import {
  type CalibratedMachine,
  type CalibrationFile,
  calibrationFile,
} from '../../src/calibrate/calibration.ts';
import { calibrationFor } from '../../src/calibrate/calibration-for.ts';
import { comparePlaces, ratioOfMedians } from '../../src/calibrate/compare-places.ts';
import { assembleTuneRecord } from '../../src/figures/assemble-tune-record.ts';
import { normal, uniform } from '../figures/support/chance.ts';
import { around, pricing, runOf, samplesOf } from '../figures/support/tune-run.ts';

const machine: CalibratedMachine = {
  cpuModel: 'AMD EPYC 7763',
  cores: 2,
  architecture: 'x86_64',
  cpuControl: 'cgroup',
  kernel: 'mix-1',
};

const file: CalibrationFile = {
  calibrationVersion: 1,
  at: '2026-11-21T10:00:00.000Z',
  machine,
  function: { name: 'bench', place: 'aws', region: 'us-east-1', codeSha256: 'a' },
  errors: [
    {
      memoryMb: 1769,
      relativeError: ratioOfMedians(estimateMedian(around(120, 20)), estimateMedian(around(100, 20))),
      localMs: estimateMedian(around(120, 20)),
      functionMs: estimateMedian(around(100, 20)),
    },
  ],
};

const tuneOf = (times: Readonly<Record<number, readonly number[]>>, planned = [512, 1769]) => {
  const samples = Object.entries(times).flatMap(([memoryMb, each]) =>
    samplesOf(each, { memoryMb: Number(memoryMb) }),
  );
  const run = runOf(samples);
  const options = {
    prices: pricing.prices,
    calibration: { status: 'not-needed' },
    eventsPerMonth: null,
  } as const;
  return assembleTuneRecord({ ...run, plan: { ...run.plan, memoryMb: planned, concurrency: [1] } }, options);
};

describe('two places', () => {
  test('are compared size by size, by their warm medians', () => {
    const local = tuneOf({ 512: around(440, 20), 1769: around(120, 20) });
    const there = tuneOf({ 512: around(400, 20), 1769: around(100, 20) });
    const { errors, gaps } = comparePlaces(local, there);
    expect(gaps).toEqual([]);
    expect(errors.map(({ memoryMb }) => memoryMb)).toEqual([512, 1769]);
    expect(errors[0]!.relativeError.median).toBeCloseTo(0.1, 6);
    expect(errors[1]!.relativeError.median).toBeCloseTo(0.2, 6);
  });

  test('have a gap where one of them has no figures', () => {
    const { errors, gaps } = comparePlaces(
      tuneOf({ 1769: around(120, 20) }),
      tuneOf({ 512: around(400, 20) }),
    );
    expect(errors).toEqual([]);
    expect(gaps).toEqual([
      { memoryMb: 512, because: 'here: no sample was taken' },
      { memoryMb: 1769, because: 'there: no sample was taken' },
    ]);
  });

  test('of the same speed are found to be in nine of ten runs and more, as the interval promises', () => {
    const random = uniform(7);
    const draw = normal(random);
    const times = () => Array.from({ length: 20 }, () => 100 * Math.exp(0.2 * draw()));
    const runs = 2000;
    let held = 0;
    for (let run = 0; run < runs; run += 1) {
      const { confidence, high, low } = ratioOfMedians(estimateMedian(times()), estimateMedian(times()));
      expect(confidence).toBeGreaterThan(0.9);
      if (low <= 0 && high >= 0) held += 1;
    }
    expect(held / runs).toBeGreaterThan(0.9);
  });
});

describe('a tune of this machine', () => {
  test('is calibrated by what was measured with a function of AWS', () => {
    const { calibration, note } = calibrationFor(calibrationFile.parse(file), machine);
    const [{ memoryMb, relativeError }] = file.errors as [CalibrationFile['errors'][number]];
    expect(note).toMatch(
      /^calibrated 2026-11-21 with bench in us-east-1: .* \+20\.0 % \(\+\d+\.\d % to \+\d+\.\d %\) at 1769 MB/,
    );
    expect(calibration).toEqual({ status: 'calibrated', at: file.at, errors: [{ memoryMb, relativeError }] });
  });

  test.each([
    ['without a calibration', undefined, /no function of AWS was measured/],
    [
      'with one of a local function',
      { ...file, function: { ...file.function, place: 'local' as const } },
      /on a Lambda of this machine/,
    ],
    [
      'with one of another processor',
      { ...file, machine: { ...machine, cpuModel: 'Xeon' } },
      /its processor was Xeon, this is AMD/,
    ],
    [
      'with one of other cores',
      { ...file, machine: { ...machine, cores: 4 } },
      /its number of cores was 4, this is 2/,
    ],
    [
      'with one of another architecture',
      { ...file, machine: { ...machine, architecture: 'arm64' as const } },
      /architecture was arm64/,
    ],
    [
      'with one of another control',
      { ...file, machine: { ...machine, cpuControl: 'none' as const } },
      /CPU share was none, this is cgroup/,
    ],
    ['with one of another kernel', { ...file, machine: { ...machine, kernel: 'mix-0' } }, /kernel was mix-0/],
  ])('is uncalibrated %s, and says why', (_, found, why) => {
    const { calibration, note } = calibrationFor(found, machine);
    expect(calibration).toEqual({ status: 'uncalibrated' });
    expect(note).toMatch(why);
    expect(note).toContain('parquetry tune calibrate <function>');
  });
});
