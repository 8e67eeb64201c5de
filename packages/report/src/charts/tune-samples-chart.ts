import type { TuneCell, TuneRecord } from '@parquetry/bench/record';
import { figuresOf, megabytes, memoriesTried, samplesOf, usualStart } from '../tune/tune-sizes.ts';
import type { TraceChart, TracePoint } from './chart-spec.ts';

function pointsOf(tune: TuneRecord, cell: TuneCell): TracePoint[] {
  const median = figuresOf(tune, cell)?.durationMs.p50.median;
  if (median === undefined) return [];
  return samplesOf(tune, cell, usualStart(tune)).flatMap(({ slot, durationMs }) =>
    durationMs === null ? [] : [{ x: slot, y: durationMs / median, wallMs: durationMs }],
  );
}

/** Every event that was counted, in the order of sending, over the median of its own size: drift and noise show. */
export function tuneSamplesChart(tune: TuneRecord): TraceChart {
  return {
    kind: 'traces',
    axis: 'duration of an event, in percent of the median of its size',
    slotAxis: 'order in the run (one slot is one event)',
    unit: 'event',
    traces: memoriesTried(tune)
      .map((memoryMb, colour) => ({
        name: megabytes(memoryMb),
        colour,
        points: tune.cells
          .filter((cell) => cell.memoryMb === memoryMb)
          .flatMap((cell) => pointsOf(tune, cell))
          .toSorted((a, b) => a.x - b.x),
      }))
      .filter(({ points }) => points.length > 0),
  };
}
