import type { Estimate, TuneFigures, TuneRecord, TuneSample } from '@parquetry/bench/record';
import {
  cellOf,
  enginesTried,
  isMeasured,
  type StartClass,
  samplesOf,
  type TuneSize,
  usualConcurrency,
  whyNoFigure,
} from '../tune/tune-sizes.ts';
import type { DotChart, DotPlace, DotSeries } from './chart-spec.ts';
import { dotScale } from './dot-scale.ts';
import { memoriesShown, SIZE_AXIS, sizeColumns } from './size-columns.ts';

/** Which of the page's colours an engine has. */
export type EngineColours = (engine: string | null) => number;

/** A figure of a size, and the same of a single sample. */
export interface Drawn {
  readonly start: StartClass;
  readonly estimate: (figures: TuneFigures) => Estimate | undefined;
  readonly dot: (sample: TuneSample, figures: TuneFigures) => number | null;
}

/** One size in its column: figure and dots, or why there are none. */
export function placeOf(tune: TuneRecord, column: number, size: TuneSize, drawn: Drawn): DotPlace {
  const { start, estimate, dot } = drawn;
  const cell = cellOf(tune, size);
  const figures = isMeasured(cell) ? cell[start] : null;
  const found = figures === null ? undefined : estimate(figures);
  if (figures === null || found === undefined)
    return { kind: 'empty', column, because: whyNoFigure(cell, start) };
  const dots = samplesOf(tune, size, start).flatMap((sample) => dot(sample, figures) ?? []);
  return { kind: 'measured', column, estimate: found, dots };
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

/** What one sample would make a million events cost: its share of the compute, and the fees that all have. */
function dollarsOf({ billedMs }: TuneSample, figures: TuneFigures): number | null {
  const { computeDollarsPerMillion: compute, dollarsPerMillion: whole, billedMs: billed } = figures;
  if (billedMs === null) return null;
  return (billedMs / billed.p50.median) * compute.median + (whole.median - compute.median);
}

/** Dollars for a million warm events against the memory size. */
export const sizeCostChart = (tune: TuneRecord, colours: EngineColours): DotChart =>
  chartOf(
    seriesOf(tune, colours, {
      start: 'warm',
      estimate: ({ dollarsPerMillion }) => dollarsPerMillion,
      dot: dollarsOf,
    }),
    tune,
    { quantity: 'dollars', axis: 'per million events' },
  );

/** Duration of a warm event against the memory size. */
export const sizeTimeChart = (tune: TuneRecord, colours: EngineColours): DotChart =>
  chartOf(
    seriesOf(tune, colours, {
      start: 'warm',
      estimate: ({ durationMs }) => durationMs.p50,
      dot: ({ durationMs }) => durationMs,
    }),
    tune,
    { quantity: 'duration', axis: 'duration of an event' },
  );
