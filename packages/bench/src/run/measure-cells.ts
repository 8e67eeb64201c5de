import type { LambdaPrice } from '../figures/lambda-prices.ts';
import { reduceSamples, wallMsOf } from '../figures/reduce-samples.ts';
import type { MeasuredCell, Measurement } from '../record/run-record.ts';
import type { PreparedScenario, Workload } from '../scenarios/scenario.ts';
import { compareRounds, type RoundTime } from '../statistics/compare-rounds.ts';
import { sum } from '../statistics/reduce-stages.ts';
import type { SampledCell } from './sample-cells.ts';

function workloadFacts({ inputs, slice }: Workload): MeasuredCell['workload'] {
  return {
    files: inputs.length,
    inputBytes: sum(inputs.map((input) => input.csvBytes)),
    rows: sum(inputs.map((input) => input.rows)),
    slice,
  };
}

const roundTimes = ({ samples, workload }: Pick<MeasuredCell, 'samples' | 'workload'>): RoundTime[] =>
  samples.map((sample) => ({ round: sample.round, msPerByte: wallMsOf(sample) / workload.inputBytes }));

function measuredCell({ cell, samples }: SampledCell, scenario: string, price: LambdaPrice): MeasuredCell {
  const workload = workloadFacts(cell.workload);
  return {
    scenario,
    engine: cell.contender.name,
    target: 'local',
    status: 'measured',
    workload,
    outputBytes: { ...cell.outputBytes },
    verifiedBy: { ...cell.verifiedBy },
    ...(cell.notVerified !== undefined && { notVerified: cell.notVerified }),
    samples: [...samples],
    figures: reduceSamples(samples, workload, price),
    versusReference: null,
  };
}

function versus(cell: MeasuredCell, reference: MeasuredCell | undefined): MeasuredCell['versusReference'] {
  if (reference === undefined || reference === cell) return null;
  const comparison = compareRounds(roundTimes(cell), roundTimes(reference));
  return comparison === undefined ? null : { reference: reference.engine, ...comparison };
}

/** Reduces what was sampled to figures, and compares every cell with the reference. */
export function measureCells(
  sampled: readonly SampledCell[],
  { name, reference }: Pick<PreparedScenario, 'name' | 'reference'>,
  price: LambdaPrice,
): Measurement[] {
  const measurements = sampled.map(
    (one): Measurement =>
      one.failure === undefined
        ? measuredCell(one, name, price)
        : { scenario: name, engine: one.cell.contender.name, target: 'local', ...one.failure },
  );
  const isReference = (one: Measurement): one is MeasuredCell =>
    one.status === 'measured' && one.engine === reference;
  const measuredReference = measurements.find(isReference);
  return measurements.map((one) =>
    one.status === 'measured' ? { ...one, versusReference: versus(one, measuredReference) } : one,
  );
}
