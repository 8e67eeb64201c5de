import { describe, expect, test } from 'vitest';
import { compareFleets, type FileWork, type FleetFigure, defaultPrices as prices } from '../src/index.ts';

const HOURS = 730;
const FARGATE_MONTH = HOURS * (2 * 0.04048 + 4 * 0.004445);
const T3_MONTH = HOURS * 0.0416;

const work: FileWork = {
  cpuSecondsPerFile: 0.5,
  secondsPerFile: 0.5,
  peakMemoryMb: 200,
  filesPerMonth: 1e6,
  lambda: { architecture: 'x86_64', memoryMb: 1769, billedMs: 500 },
};
const LAMBDA_PER_FILE = 0.5 * (1769 / 1024) * 0.0000166667 + 0.0000002;
const all = { utilisation: 1, reservedMemoryMb: 0 };

function priced(name: string, changes: Partial<FileWork> = {}, assumptions = all) {
  const { fleets } = compareFleets({ ...work, ...changes }, prices, assumptions);
  const figure = fleets.find((one) => one.name.includes(name))!;
  if (figure.status !== 'priced') throw new Error(figure.because);
  return figure;
}
const breakEvenOf = ({ breakEven }: Extract<FleetFigure, { status: 'priced' }>) => {
  if (breakEven.status === 'never') throw new Error(breakEven.because);
  return breakEven.filesPerMonth;
};

describe('machines that run all month', () => {
  test('cost the same for one file and for all that one of them can do', () => {
    const most = (2 / 0.5) * HOURS * 3600;
    expect(priced('Fargate, 2 vCPU, 4 GB, x86_64', { filesPerMonth: 1 }).dollarsPerMonth).toBeCloseTo(
      FARGATE_MONTH,
      6,
    );
    const full = priced('x86_64', { filesPerMonth: most });
    expect(full).toMatchObject({ machines: 1, capacity: { limitedBy: 'cpu', atOnce: 2 } });
    expect(full.dollarsPerMonth).toBeCloseTo(FARGATE_MONTH, 6);
    expect(priced('x86_64', { filesPerMonth: most + 1 }).machines).toBe(2);
  });

  test('do as much less as they are assumed to be idle', () => {
    const { capacity } = priced('x86_64', {}, { ...all, utilisation: 0.5 });
    expect(capacity.filesPerMonth).toBeCloseTo(0.5 * priced('x86_64').capacity.filesPerMonth, 6);
  });

  test('are held up by memory where files wait more than they compute', () => {
    const { capacity } = priced('x86_64', { cpuSecondsPerFile: 0.01, secondsPerFile: 1, peakMemoryMb: 1024 });
    expect(capacity).toMatchObject({ limitedBy: 'memory', atOnce: 4 });
    expect(capacity.filesPerMonth).toBeCloseTo(4 * HOURS * 3600, 6);
  });

  test('that a file does not fit into are not priced', () => {
    const { fleets } = compareFleets({ ...work, peakMemoryMb: 3800 }, prices);
    expect(fleets.map(({ status }) => status)).toEqual(['unsupported', 'unsupported', 'unsupported']);
    expect(fleets[0]).toMatchObject({ because: 'a file takes 3800 MB, and 3584 MB of 4096 are free' });
  });
});

test('machines of another architecture than what was measured are not priced', () => {
  const namesOf = (architecture: 'x86_64' | 'arm64') =>
    compareFleets({ ...work, lambda: { ...work.lambda, architecture } }, prices)
      .fleets.filter(({ status }) => status === 'priced')
      .map(({ name }) => name);
  expect(namesOf('x86_64')).toEqual(['Fargate, 2 vCPU, 4 GB, x86_64', 'EC2 t3.medium']);
  expect(namesOf('arm64')).toEqual(['Fargate, 2 vCPU, 4 GB, arm64']);
});

describe('a t3.medium', () => {
  const baselineFiles = (2 * 0.2 * HOURS * 3600) / 0.5;

  test('costs its hours alone up to the baseline', () => {
    expect(priced('t3.medium', { filesPerMonth: baselineFiles }).dollarsPerMonth).toBeCloseTo(T3_MONTH, 6);
  });

  test('pays $0.05 for every vCPU-hour above it', () => {
    const above = 3600 / 0.5;
    expect(priced('t3.medium', { filesPerMonth: baselineFiles + above }).dollarsPerMonth).toBeCloseTo(
      T3_MONTH + 0.05,
      6,
    );
    expect(priced('t3.medium', { filesPerMonth: 5 * baselineFiles }).dollarsPerMonth).toBeCloseTo(
      T3_MONTH + 0.05 * 2 * 0.8 * HOURS,
      6,
    );
  });
});

describe('break-even', () => {
  test('is where Lambda costs what a machine does', () => {
    expect(breakEvenOf(priced('x86_64'))).toBe(Math.ceil(FARGATE_MONTH / LAMBDA_PER_FILE));
    expect(breakEvenOf(priced('t3.medium'))).toBe(Math.ceil(T3_MONTH / LAMBDA_PER_FILE));
  });

  test('counts the credits of a t3.medium where it lies above the baseline', () => {
    const lambda = { architecture: 'x86_64', memoryMb: 1769, billedMs: 300 } as const;
    const perFile = 0.3 * (1769 / 1024) * 0.0000166667 + 0.0000002;
    const volume = breakEvenOf(priced('t3.medium', { lambda }));
    const surplusHours = (volume * 0.5) / 3600 - 2 * 0.2 * HOURS;
    expect(surplusHours).toBeGreaterThan(0);
    expect(volume * perFile).toBeCloseTo(T3_MONTH + 0.05 * surplusHours, 3);
  });

  test('is never where a machine at its limit still costs more', () => {
    const lambda = { architecture: 'x86_64', memoryMb: 128, billedMs: 10 } as const;
    const { fleets } = compareFleets({ ...work, lambda }, prices);
    for (const fleet of fleets.filter(({ status }) => status === 'priced'))
      expect(fleet).toMatchObject({ breakEven: { status: 'never' } });
  });

  test('moves away from the machine when it is idle for longer', () => {
    const lambda = { ...work.lambda, billedMs: 300 };
    expect(breakEvenOf(priced('x86_64', { lambda }))).toBeGreaterThan(0);
    expect(priced('x86_64', { lambda }, { ...all, utilisation: 0.1 }).breakEven.status).toBe('never');
  });
});

test('what is compared is said: the date, the hours, the share of time at work', () => {
  const text = compareFleets(work, prices).assumptions.join(' ');
  expect(text).toContain('as of 2026-11-21');
  expect(text).toContain('have work 70 % of the time');
});

test('a figure that was not measured is refused, not taken for nothing', () => {
  expect(() => compareFleets({ ...work, cpuSecondsPerFile: 0 }, prices)).toThrow(
    'cpuSecondsPerFile is 0: fleets are compared by figures above zero',
  );
  expect(() => compareFleets({ ...work, peakMemoryMb: Number.NaN }, prices)).toThrow('peakMemoryMb is NaN');
});
