import type { Contest } from '../contests.ts';
import type { TraceChart } from './chart-spec.ts';

/**
 * Every pass of every process in the order of the run, over the engine's own median: engines of any speed share one
 * scale, and drift, noise and outliers show.
 */
export function samplesChart({ measured }: Contest, engines: readonly string[]): TraceChart {
  return {
    kind: 'traces',
    axis: 'time of a pass, in percent of the engine’s median',
    slotAxis: 'order in the run (one slot is one fresh process)',
    unit: 'pass',
    traces: measured.map(({ engine, workload, samples, figures }) => ({
      name: engine,
      colour: engines.indexOf(engine),
      points: samples
        .toSorted((a, b) => a.slot - b.slot)
        .flatMap(({ slot, iterations }) =>
          iterations.map(({ wallMs }, index) => ({
            x: slot + index / iterations.length,
            y: wallMs / workload.files / figures.msPerFile.median,
            wallMs,
          })),
        ),
    })),
  };
}
