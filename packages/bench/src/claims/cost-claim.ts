import type { Estimate } from '../record/estimate.ts';
import { estimateMedian } from '../statistics/estimate-median.ts';
import { computeDollars, MEMORY_SIZES_MB } from './billed-time.ts';
import type { CostRow, Finding, JudgedClaim } from './claims-record.ts';
import { atLeast, type Evidence, judged, measured, onNetwork, whyNot } from './evidence.ts';
import { BASELINE, OPTIMIZED } from './ladder.ts';
import { fromFileTimes, type MeasuredPoint, reductionOf } from './measured-points.ts';
import type { Experiment } from './plan-points.ts';
import { requestDollars } from './request-prices.ts';
import { SOURCE } from './source-document.ts';

/** By operation, per file. */
function requestsOf({ figures }: MeasuredPoint): Record<string, number> {
  const byOperation = Object.entries(figures.traffic?.requestsPerFileByOperation ?? {});
  return Object.fromEntries(byOperation.map(([operation, { median }]) => [operation, median]));
}

const computeRounds = (point: MeasuredPoint, memoryMb: number, dollarsPerGbSecond: number) =>
  fromFileTimes(point, (time) => computeDollars(time, memoryMb, dollarsPerGbSecond));

/** What a million files cost with each pipeline that was measured, at each size of a function. */
export function costRows(evidence: Evidence, experiment: Experiment, rungs: readonly string[]): CostRow[] {
  const { prices } = evidence;
  return rungs.flatMap((pipeline) => {
    const point = measured(evidence, experiment, pipeline);
    if (point === undefined) return [];
    return MEMORY_SIZES_MB.map((memoryMb): CostRow => {
      const compute = computeRounds(point, memoryMb, prices.dollarsPerGbSecond);
      return {
        pipeline,
        memoryMb,
        computeDollars: estimateMedian(compute.map(({ value }) => value)),
        requestDollars: requestDollars(requestsOf(point), prices),
      };
    });
  });
}

/** By how much a file costs less, of all that is billed or of computing alone. */
function saving(evidence: Evidence, experiment: Experiment, memoryMb: number, withRequests: boolean) {
  const [before, after] = [BASELINE, OPTIMIZED].map((rung) => {
    const point = measured(evidence, experiment, rung);
    if (point === undefined) return undefined;
    const requests = withRequests ? requestDollars(requestsOf(point), evidence.prices) : 0;
    return computeRounds(point, memoryMb, evidence.prices.dollarsPerGbSecond).map(({ round, value }) => ({
      round,
      value: value + requests,
    }));
  });
  return before && after ? reductionOf(after, before) : undefined;
}

/** R5: the monthly bill. */
export function monthlyCost(evidence: Evidence): JudgedClaim {
  const [least, most] = SOURCE.savings;
  const [experiment] = evidence.experiments;
  const of = (memoryMb: number, withRequests: boolean): Finding[] => {
    if (experiment === undefined) return [];
    const bill = withRequests ? 'compute, S3 requests and invocations' : 'compute alone';
    const claimed = {
      what: `less to pay at ${memoryMb.toLocaleString('en-US')} MB: ${bill}`,
      where: onNetwork(experiment),
      claimed: '80–85 % less',
      quantity: 'percent',
      range: atLeast(least - 0.005, most + 0.005),
    } as const;
    const missing = whyNot(evidence, experiment, OPTIMIZED) || whyNot(evidence, experiment, BASELINE);
    return [judged(claimed, saving(evidence, experiment, memoryMb, withRequests), missing)];
  };
  const others = MEMORY_SIZES_MB.filter((size) => size !== SOURCE.memoryMb);
  return {
    id: 'R5',
    claim: '10k/100k/1M files a month: $5/$50/$500 → $1/$8/$75 (80–85 % less)',
    measuredAs: 'billed GB-seconds × price + requests, per memory size; the ratio is judged',
    findings: [
      ...of(SOURCE.memoryMb, true),
      ...of(SOURCE.memoryMb, false),
      ...others.flatMap((size) => of(size, true)),
    ],
  };
}

/** By how much the whole bill is less with a function of that size, on the document's network. */
export const savingAt = (evidence: Evidence, memoryMb: number): Estimate | undefined =>
  evidence.experiments.slice(0, 1).map((experiment) => saving(evidence, experiment, memoryMb, true))[0];
