import type { LineFitRecord } from '../record/line-fit.ts';
import { exactly } from '../statistics/judge-bar.ts';
import type { JudgedClaim } from './claims-record.ts';
import { atLeast, type Evidence, judged, meaningless, onNetwork } from './evidence.ts';
import { OPTIMIZED } from './ladder.ts';
import { SOURCE } from './source-document.ts';

/** A line counts as straight while the middle of the range sags, or rises, by no more than this share. */
const MOST_BEND = 0.1;

/** The line through the batches of the optimized pipeline, on the document's network. */
function lineOf({ fits, experiments: [experiment] }: Evidence): LineFitRecord | undefined {
  return fits.find(({ scenario, of }) => scenario === experiment?.scenario && of === OPTIMIZED);
}

/** R7: time against the number of files. */
export function linearScaling(evidence: Evidence): JudgedClaim {
  const fit = lineOf(evidence);
  const [experiment] = evidence.experiments;
  const sizes = fit?.points.map(({ files }) => files) ?? [];
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const where = experiment === undefined ? '' : onNetwork(experiment);
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
