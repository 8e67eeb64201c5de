import type { Estimate, TuneFigures, TuneRecord, TuneSample } from '@parquetry/bench/record';
import {
  cellOf,
  enginesTried,
  isMeasured,
  type StartClass,
  samplesOf,
  type TuneSize,
  usualConcurrency,
  usualStart,
  whyNoFigure,
} from '../tune/tune-sizes.ts';
import type { DotChart, DotPlace, DotSeries } from './chart-spec.ts';
import { dotScale } from './dot-scale.ts';
import { memoriesShown, SIZE_AXIS, sizeColumns } from './size-columns.ts';

/** Which of the page's colours an engine has. */
export type EngineColours = (engine: string | null) => number;

/** A figure of a size, and the same of each of its samples. */
export interface Drawn {
  readonly start: StartClass;
  readonly estimate: (figures: TuneFigures) => Estimate | undefined;
  readonly dots: (samples: readonly TuneSample[], figures: TuneFigures) => readonly (number | null)[];
}

/** One size in its column: figure and dots, or why there are none. */
export function placeOf(tune: TuneRecord, column: number, size: TuneSize, drawn: Drawn): DotPlace {
  const { start, estimate } = drawn;
  const cell = cellOf(tune, size);
  const figures = isMeasured(cell) ? cell[start] : null;
  const found = figures === null ? undefined : estimate(figures);
  if (figures === null || found === undefined)
    return { kind: 'empty', column, because: whyNoFigure(cell, start) };
  const dots = drawn.dots(samplesOf(tune, size, start), figures);
  return { kind: 'measured', column, estimate: found, dots: dots.filter((dot) => dot !== null) };
}

function seriesOf(tune: TuneRecord, colours: EngineColours, drawn: Drawn): DotSeries[] {
  const concurrency = usualConcurrency(tune);
  return enginesTried(tune).map((engine) => ({
    name: engine ?? tune.function.name,
    colour: colours(engine),
    places: memoriesShown(tune).map((memoryMb, column) =>
      placeOf(tune, column, { memoryMb, engine, concurrency }, drawn),
    ),
  }));
}

function chartOf(series: DotSeries[], tune: TuneRecord, look: Pick<DotChart, 'quantity' | 'axis'>): DotChart {
  return {
    ...look,
    kind: 'dots',
    columnAxis: SIZE_AXIS,
    scale: dotScale(series),
    colours: 'engines',
    columns: sizeColumns(tune),
    series,
  };
}

/** What each sample would make a million events cost: its share of the compute, and the fees that all have. */
function dollarsOf(samples: readonly TuneSample[], figures: TuneFigures): number[] {
  const billed = samples.flatMap(({ billedMs }) => billedMs ?? []);
  const meanMs = billed.reduce((sum, ms) => sum + ms, 0) / billed.length;
  const compute = figures.computeDollarsPerMillion.median;
  const fees = figures.dollarsPerMillion.median - compute;
  return billed.map((ms) => (ms / meanMs) * compute + fees);
}

/** Dollars for a million events against the memory size. */
export const sizeCostChart = (tune: TuneRecord, colours: EngineColours): DotChart =>
  chartOf(
    seriesOf(tune, colours, {
      start: usualStart(tune),
      estimate: ({ dollarsPerMillion }) => dollarsPerMillion,
      dots: dollarsOf,
    }),
    tune,
    { quantity: 'dollars', axis: 'per million events' },
  );

/** Duration of an event against the memory size. */
export const sizeTimeChart = (tune: TuneRecord, colours: EngineColours): DotChart =>
  chartOf(
    seriesOf(tune, colours, {
      start: usualStart(tune),
      estimate: ({ durationMs }) => durationMs.p50,
      dots: (samples) => samples.map(({ durationMs }) => durationMs),
    }),
    tune,
    { quantity: 'duration', axis: 'duration of an event' },
  );
