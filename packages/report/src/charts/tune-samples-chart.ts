import type { TuneRecord } from '@parquetry/bench/record';
import { isMeasured, samplesOf, sizeName } from '../tune/tune-sizes.ts';
import type { TraceChart } from './chart-spec.ts';

/** Every warm event that was counted, in the order of sending, over the median of its own size: drift and noise show. */
export function tuneSamplesChart(tune: TuneRecord): TraceChart {
  const measured = tune.cells.filter(isMeasured).filter(({ warm }) => warm !== null);
  return {
    kind: 'traces',
    axis: 'duration of an event, in percent of the median of its size',
    slotAxis: 'order in the run (one slot is one event)',
    unit: 'event',
    traces: measured.map((cell, colour) => ({
      name: sizeName(cell, tune),
      colour,
      points: samplesOf(tune, cell, 'warm').flatMap(({ slot, durationMs }) =>
        durationMs === null
          ? []
          : [{ x: slot, y: durationMs / (cell.warm?.durationMs.p50.median ?? 1), wallMs: durationMs }],
      ),
    })),
  };
}
