import type { Estimate } from '../record/estimate.ts';
import { type FittedValue, fitLine, type RoundPoint } from '../statistics/fit-line.ts';
import { exactly } from '../statistics/judge-bar.ts';
import type { ClaimFit, JudgedClaim } from './claims-record.ts';
import { atLeast, type Evidence, judged, meaningless, onNetwork } from './evidence.ts';
import { BASELINE, OPTIMIZED } from './ladder.ts';
import { batchMs } from './measured-points.ts';
import type { Experiment } from './plan-points.ts';
import { SOURCE } from './source-document.ts';

/** A line counts as straight while the middle of the range sags, or rises, by no more than this share. */
const MOST_BEND = 0.1;

const asEstimate = ({ value, ...rest }: FittedValue): Estimate => ({ median: value, ...rest });

function batchesOf({ points }: Evidence, experiment: Experiment, rung: string): RoundPoint[] {
  return experiment.points
    .filter((point) => point.rung === rung && point.rereads === 0)
    .flatMap(({ contender, files }) => {
      const point = points.find(experiment.scenario, contender);
      return point === undefined
        ? []
        : batchMs(point).map(({ round, value }) => ({ round, x: files, y: value }));
    });
}

function fitOf(evidence: Evidence, experiment: Experiment, rung: string): ClaimFit | undefined {
  const batches = batchesOf(evidence, experiment, rung);
  const fit = fitLine(batches);
  if (fit === undefined) return undefined;
  return {
    pipeline: rung,
    profile: experiment.profile,
    points: batches.map(({ round, x, y }) => ({ files: x, round, elapsedMs: y })),
    interceptMs: asEstimate(fit.intercept),
    msPerFile: asEstimate(fit.slope),
    bend: fit.bend && asEstimate(fit.bend),
  };
}

/** Lines through the batches of both pipelines, where there are enough sizes for one. */
export const batchFits = (evidence: Evidence): ClaimFit[] =>
  evidence.experiments
    .slice(0, 1)
    .flatMap((experiment) => [BASELINE, OPTIMIZED].map((rung) => fitOf(evidence, experiment, rung)))
    .filter((fit) => fit !== undefined);

/** R7: time against the number of files. */
export function linearScaling(evidence: Evidence): JudgedClaim {
  const fit = batchFits(evidence).find(({ pipeline }) => pipeline === OPTIMIZED);
  const sizes = fit?.points.map(({ files }) => files) ?? [];
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const where = fit === undefined ? '' : onNetwork(fit);
  const linear = {
    what: `bend of the line over ${fit === undefined ? 'batches' : `${least}–${most} files`}`,
    where,
    claimed: 'scales linearly with volume',
    quantity: 'percent',
  } as const;
  const range = {
    what: 'times as many files in the largest batch as in the smallest',
    where,
    claimed: '100x more files',
    quantity: 'times',
  } as const;
  const claim = {
    id: 'R7',
    claim: '"scales linearly with volume", "100x more files"',
    measuredAs: `fit t = a + b·n; straight where the middle bends by ${MOST_BEND * 100} % at most`,
  } as const;
  if (fit?.bend == null) {
    const because = 'a line with a bend needs batches of three sizes in two rounds or more; see --full';
    return { ...claim, findings: [meaningless(linear, undefined, because)] };
  }
  const straight = judged(
    { ...linear, range: { low: -MOST_BEND, high: MOST_BEND, better: 'within' } },
    fit.bend,
  );
  const factor = exactly(most / least, fit.msPerFile.samples);
  const covered =
    factor.median < SOURCE.timesMoreFiles
      ? meaningless(
          range,
          factor,
          `batches of this run are too alike to say so; --full covers ${SOURCE.timesMoreFiles}x`,
        )
      : {
          ...judged({ ...range, range: atLeast(SOURCE.timesMoreFiles) }, factor),
          verdict: straight.verdict,
          isSettled: straight.isSettled,
          because: `over that range the line is as straight as said above: ${straight.because}`,
        };
  return { ...claim, findings: [straight, covered] };
}
