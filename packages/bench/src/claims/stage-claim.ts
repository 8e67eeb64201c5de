import type { Estimate } from '../record/estimate.ts';
import type { MeasuredCell } from '../record/run-record.ts';
import { estimateMedian } from '../statistics/estimate-median.ts';
import type { JudgedClaim } from './claims-record.ts';
import { type Evidence, meaningless, measured, onNetwork } from './evidence.ts';
import { BASELINE } from './ladder.ts';
import type { MeasuredPoint } from './measured-points.ts';
import { SOURCE } from './source-document.ts';

type Stages = NonNullable<MeasuredCell['samples'][number]['iterations'][number]['stages']>;

/** Of a file, over the samples; undefined for a command, which cannot be looked into. */
export function stageMs(point: MeasuredPoint, pick: (stages: Stages) => number): Estimate | undefined {
  const { files } = point.workload;
  const values = point.samples.flatMap(({ iterations }) =>
    iterations.flatMap(({ stages }) => (stages === null ? [] : [pick(stages) / files])),
  );
  return values.length === 0 ? undefined : estimateMedian(values);
}

const sumOf = ({ readMs, parseMs, encodeParquetMs, encodeAvroMs, writeMs }: Stages): number =>
  readMs + parseMs + encodeParquetMs + encodeAvroMs + writeMs;

function shareInStages(point: MeasuredPoint): Estimate | undefined {
  const shares = point.samples.flatMap(({ iterations }) =>
    iterations.flatMap(({ stages, wallMs }) => (stages === null ? [] : [sumOf(stages) / wallMs])),
  );
  return shares.length === 0 ? undefined : estimateMedian(shares);
}

/** R6: where the time of a file goes. */
export function stagesOfFile(evidence: Evidence): JudgedClaim {
  const [experiment] = evidence.experiments;
  const point = experiment && measured(evidence, experiment, BASELINE);
  const stated = Object.values(SOURCE.stageSeconds).reduce((total, seconds) => total + seconds, 0);
  const [least, most] = SOURCE.originalSecondsPerFile;
  const shares = `${Math.round((stated / most) * 100)}–${Math.round((stated / least) * 100)} %`;
  return {
    id: 'R6',
    claim: 'per file: get 0.034, read CSV 0.039, Parquet 0.050, put 0.110, "total 0.5–0.6 s"',
    measuredAs: 'stage times of the original, and their share of its wall time',
    findings: [
      meaningless(
        {
          what: "of the original's wall time, in stages that are timed",
          where: experiment === undefined ? '' : onNetwork(experiment),
          claimed: `${stated.toFixed(3)} s of 0.5–0.6 s: ${shares}`,
          quantity: 'percent',
        },
        point && shareInStages(point),
        `the document's stages are ${shares} of its own total, so they do not explain it; and where the network profile is made of its GET and PUT, finding those again would prove nothing`,
      ),
    ],
  };
}
