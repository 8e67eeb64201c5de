import { wallMsOf } from '../figures/reduce-samples.ts';
import type { MeasuredCell, Measurement } from '../record/run-record.ts';
import { median } from '../statistics/median.ts';
import { sum } from '../statistics/sum.ts';

const SLOW_SAMPLE = 1.5;
const WIDE_INTERVAL = 0.25;
const NOTABLE_STEAL = 0.02;

function outliers(cell: MeasuredCell): string[] {
  const times = cell.samples.map(wallMsOf);
  const usual = median(times);
  const slow = times.filter((time) => time > usual * SLOW_SAMPLE).length;
  if (slow === 0) return [];
  return [
    `${cell.scenario}, ${cell.engine}: ${slow} of ${times.length} samples took more than ${SLOW_SAMPLE} times the median; they are kept`,
  ];
}

function wideInterval(cell: MeasuredCell): string[] {
  const { median: middle, low, high } = cell.figures.msPerFile;
  const width = (high - low) / middle;
  if (width <= WIDE_INTERVAL) return [];
  return [
    `${cell.scenario}, ${cell.engine}: the interval of the time per file is ${Math.round(width * 100)} % wide; measure on a quieter machine or with more processes`,
  ];
}

function steal(cells: readonly MeasuredCell[], cores: number): string[] {
  const samples = cells.flatMap((cell) => cell.samples);
  const stolen = sum(samples.map((sample) => sample.stealMs ?? 0));
  const watched = sum(samples.map((sample) => sample.watchedMs ?? 0));
  const share = stolen / (watched * cores);
  if (watched === 0 || share <= NOTABLE_STEAL) return [];
  return [`the host took ${Math.round(share * 100)} % of this machine's CPU time for other guests`];
}

function busyMachine(cells: readonly MeasuredCell[], cores: number): string[] {
  const earliest = cells.flatMap((cell) => cell.samples).toSorted((a, b) => a.slot - b.slot)[0];
  if (earliest === undefined || earliest.loadAverage <= cores) return [];
  return [
    `the machine was busy when sampling began: load average ${earliest.loadAverage.toFixed(1)} on ${cores} cores`,
  ];
}

/** Signs that the machine disturbed the measurement, in words. Nothing is dropped because of them. */
export function noticeNoise(measurements: readonly Measurement[], cores: number): string[] {
  const cells = measurements.filter((one) => one.status === 'measured');
  // A function has its own machine, and whoever runs it says when that was too busy.
  const here = cells.filter(({ target }) => target === 'local');
  return [
    ...busyMachine(here, cores),
    ...steal(here, cores),
    ...cells.flatMap((cell) => [...outliers(cell), ...wideInterval(cell)]),
  ];
}
