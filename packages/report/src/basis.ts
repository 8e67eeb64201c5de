import type { Estimate, MeasuredCell } from '@parquetry/bench/record';
import { bytesPerFile, sameFileSize } from './contests.ts';
import { scaled } from './text/estimates.ts';
import type { Quantity } from './text/quantities.ts';

/** One way of stating time, rate or cost, so that the cells compared mean the same thing by it. */
export interface Measure {
  readonly title: string;
  /** What stands behind the figure in a sentence: `per file`. */
  readonly per: string;
  readonly quantity: Quantity;
  of(cell: MeasuredCell): Estimate;
}

export interface Basis {
  /** What the figures are for one of: `file`. */
  readonly unit: string;
  /** From a figure per file to one per unit. */
  toUnit(perFile: Estimate, cell: MeasuredCell): Estimate;
  readonly time: Measure;
  readonly rate: Measure;
  readonly cost: Measure;
}

const perFile: Basis = {
  unit: 'file',
  toUnit: (figure) => figure,
  time: {
    title: 'Time per file',
    per: 'per file',
    quantity: 'duration',
    of: ({ figures }) => figures.msPerFile,
  },
  rate: {
    title: 'Files per minute',
    per: 'files a minute',
    quantity: 'rate',
    of: ({ figures }) => figures.filesPerMinute,
  },
  cost: {
    title: 'Cost per million files',
    per: 'per million files',
    quantity: 'dollars',
    of: ({ figures }) => figures.cost.dollarsPerMillionFiles,
  },
};

const GB = 1e9;
const TB = 1e12;
const SECONDS_PER_MINUTE = 60;
const MILLION = 1e6;

const perGigabyte = (figure: Estimate, cell: MeasuredCell) => scaled(figure, GB / bytesPerFile(cell));

const perVolume: Basis = {
  unit: 'GB of input',
  toUnit: perGigabyte,
  time: {
    title: 'Time per GB of input',
    per: 'per GB of input',
    quantity: 'duration',
    of: (cell) => perGigabyte(cell.figures.msPerFile, cell),
  },
  rate: {
    title: 'GB per minute',
    per: 'GB a minute',
    quantity: 'rate',
    of: ({ figures }) => scaled(figures.inputBytesPerSecond, SECONDS_PER_MINUTE / GB),
  },
  cost: {
    title: 'Cost per TB of input',
    per: 'per TB of input',
    quantity: 'dollars',
    of: (cell) => scaled(cell.figures.cost.dollarsPerMillionFiles, TB / bytesPerFile(cell) / MILLION),
  },
};

/** Per file where the files are of one size; per byte of input where a slice made some of them smaller. */
export function basisFor(cells: readonly MeasuredCell[]): Basis {
  return cells.length === 0 || sameFileSize(cells) ? perFile : perVolume;
}
