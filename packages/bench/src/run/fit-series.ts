import { wallMsOf } from '../figures/reduce-samples.ts';
import type { Estimate } from '../record/estimate.ts';
import type { LineFitRecord } from '../record/line-fit.ts';
import type { Measurement } from '../record/run-record.ts';
import type { PreparedScenario } from '../scenarios/scenario.ts';
import { type FittedValue, fitLine } from '../statistics/fit-line.ts';

/** A line counts as straight while the middle of its range sags, or rises, by no more than this share. */
const MOST_BEND = 0.1;

const asEstimate = ({ value, ...rest }: FittedValue): Estimate => ({ median: value, ...rest });

function verdictOf(bend: FittedValue | null): LineFitRecord['verdict'] {
  if (bend === null) return 'undecided';
  const { low, high } = bend;
  if (low >= -MOST_BEND && high <= MOST_BEND) return 'straight';
  return high < -MOST_BEND || low > MOST_BEND ? 'bent' : 'undecided';
}

function pointsOf(names: readonly string[], measurements: readonly Measurement[]): LineFitRecord['points'] {
  const measured = measurements.filter((one) => one.status === 'measured');
  return measured
    .filter(({ engine }) => names.includes(engine))
    .flatMap(({ samples, workload: { files } }) =>
      samples.map((sample) => ({ files, round: sample.round, wallMs: wallMsOf(sample) })),
    );
}

/** A line through each series of a scenario; none where there are fewer than two sizes in two rounds. */
export function fitSeries(
  { name, store }: Pick<PreparedScenario, 'name' | 'store'>,
  measurements: readonly Measurement[],
): LineFitRecord[] {
  if (store.kind === 'files') return [];
  return Object.entries(store.series ?? {}).flatMap(([of, names]) => {
    const points = pointsOf(names, measurements);
    const fit = fitLine(points.map(({ files, round, wallMs }) => ({ round, x: files, y: wallMs })));
    if (fit === undefined) return [];
    return {
      scenario: name,
      of,
      points,
      interceptMs: asEstimate(fit.intercept),
      msPerFile: asEstimate(fit.slope),
      bend: fit.bend && asEstimate(fit.bend),
      verdict: verdictOf(fit.bend),
    };
  });
}
