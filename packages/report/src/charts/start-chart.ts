import type { TuneRecord } from '@parquetry/bench/record';
import { usualConcurrency } from '../tune/tune-sizes.ts';
import type { DotChart, DotSeries } from './chart-spec.ts';
import { dotScale } from './dot-scale.ts';
import { type Drawn, placeOf } from './size-charts.ts';
import { memoriesShown, SIZE_AXIS, sizeColumns } from './size-columns.ts';

interface Phase extends Drawn {
  readonly name: string;
}

/** What an event waits for, by how its environment was started; the init phase stands apart from the event. */
const PHASES: readonly Phase[] = [
  {
    name: 'warm',
    start: 'warm',
    estimate: ({ durationMs }) => durationMs.p50,
    dots: (samples) => samples.map(({ durationMs }) => durationMs),
  },
  {
    name: 'cold, without its init',
    start: 'cold',
    estimate: ({ durationMs }) => durationMs.p50,
    dots: (samples) => samples.map(({ durationMs }) => durationMs),
  },
  {
    name: 'init of a cold start',
    start: 'cold',
    estimate: ({ initMs }) => initMs?.p50,
    dots: (samples) => samples.map(({ initMs }) => initMs),
  },
  {
    name: 'restored from a snapshot',
    start: 'restored',
    estimate: ({ durationMs }) => durationMs.p50,
    dots: (samples) => samples.map(({ durationMs }) => durationMs),
  },
  {
    name: 'restoring it',
    start: 'restored',
    estimate: ({ initMs }) => initMs?.p50,
    dots: (samples) => samples.map(({ restoreMs }) => restoreMs),
  },
];

const hasFigure = ({ places }: DotSeries) => places.some(({ kind }) => kind === 'measured');

/** Warm, cold and restored events of one engine against the memory size; classes that never came are left out. */
export function startChart(tune: TuneRecord, engine: string | null): DotChart {
  const concurrency = usualConcurrency(tune);
  const series = PHASES.map((phase, colour) => ({
    name: phase.name,
    colour,
    places: memoriesShown(tune).map((memoryMb, column) =>
      placeOf(tune, column, { memoryMb, engine, concurrency }, phase),
    ),
  })).filter(hasFigure);
  return {
    kind: 'dots',
    quantity: 'duration',
    axis: 'time',
    columnAxis: SIZE_AXIS,
    scale: dotScale(series),
    colours: 'parts',
    columns: sizeColumns(tune),
    series,
  };
}
