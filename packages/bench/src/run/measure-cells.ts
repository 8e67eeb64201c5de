import type { LambdaPrice } from '../figures/lambda-prices.ts';
import { roundValues } from '../figures/metrics.ts';
import { reduceSamples } from '../figures/reduce-samples.ts';
import type { Metric } from '../record/bar.ts';
import type { MeasuredCell, Measurement } from '../record/run-record.ts';
import type { PreparedScenario, Workload } from '../scenarios/scenario.ts';
import { compareRounds } from '../statistics/compare-rounds.ts';
import { sum } from '../statistics/sum.ts';
import { targetOf } from './contender.ts';
import { judgeBars } from './judge-bars.ts';
import type { SampledCell } from './sample-cells.ts';

function workloadFacts({ inputs, slice }: Workload): MeasuredCell['workload'] {
  return {
    files: inputs.length,
    inputBytes: sum(inputs.map((input) => input.textBytes)),
    rows: sum(inputs.map((input) => input.rows)),
    slice,
  };
}

function measuredCell({ cell, samples }: SampledCell, scenario: string, price: LambdaPrice): MeasuredCell {
  const workload = workloadFacts(cell.workload);
  return {
    scenario,
    engine: cell.contender.name,
    target: targetOf(cell.contender),
    status: 'measured',
    workload,
    outputBytes: { ...cell.outputBytes },
    verifiedBy: { ...cell.verifiedBy },
    ...(cell.notVerified !== undefined && { notVerified: cell.notVerified }),
    ...(cell.verification !== undefined && { verification: cell.verification }),
    ...(cell.retyped !== undefined && { retyped: [...cell.retyped] }),
    samples: [...samples],
    figures: reduceSamples(samples, workload, price, cell.contender.functionSize),
    ...(cell.contender.pipeline && { pipeline: cell.contender.pipeline }),
    ...(cell.contender.probe && { probe: cell.contender.probe.about }),
    versusReference: null,
    bars: [],
  };
}

/** Cells are compared by time where their metric is none: how much is written or held says nothing of speed. */
const timeMetric = (metric: Metric): Metric => (metric === 'first-file' ? metric : 'time');

function versus(
  cell: MeasuredCell,
  reference: MeasuredCell | undefined,
  metric: Metric,
): MeasuredCell['versusReference'] {
  if (reference === undefined || reference === cell || cell.probe !== undefined) return null;
  const comparison = compareRounds(roundValues(cell, metric), roundValues(reference, metric));
  return comparison === undefined ? null : { reference: reference.engine, ...comparison };
}

/** Reduces what was sampled to figures, compares every cell with the reference, and judges the bars about it. */
export function measureCells(
  sampled: readonly SampledCell[],
  unsampled: readonly Measurement[],
  { name, reference, metric, bars }: Pick<PreparedScenario, 'name' | 'reference' | 'metric' | 'bars'>,
  price: LambdaPrice,
): Measurement[] {
  const measurements = sampled.map(
    (one): Measurement =>
      one.failure === undefined
        ? measuredCell(one, name, price)
        : {
            scenario: name,
            engine: one.cell.contender.name,
            target: targetOf(one.cell.contender),
            ...one.failure,
          },
  );
  const isReference = (one: Measurement): one is MeasuredCell =>
    one.status === 'measured' && one.engine === reference;
  const measuredReference = measurements.find(isReference);
  const all = [...measurements, ...unsampled];
  return all.map((one) =>
    one.status === 'measured'
      ? {
          ...one,
          versusReference: versus(one, measuredReference, timeMetric(metric)),
          bars: judgeBars(bars, one, all),
        }
      : one,
  );
}
