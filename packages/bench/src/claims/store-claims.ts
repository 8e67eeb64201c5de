import type { Estimate } from '../record/estimate.ts';
import { exactly } from '../statistics/judge-bar.ts';
import type { Finding, JudgedClaim } from './claims-record.ts';
import { atLeast, type Evidence, judged, measured, onNetwork, whyNot } from './evidence.ts';
import { BASELINE, OPTIMIZED } from './ladder.ts';
import type { MeasuredPoint } from './measured-points.ts';
import type { Experiment, Point } from './plan-points.ts';
import { SOURCE } from './source-document.ts';

const trafficOf = (point: MeasuredPoint | undefined) => point?.figures.traffic;

/** Counts are the same in every sample, unless requests had to be tried again: their medians are divided. */
function fewer(before: Estimate | undefined, after: Estimate | undefined): Estimate | undefined {
  if (before === undefined || after === undefined || after.median === 0) return undefined;
  const samples = Math.min(before.samples, after.samples);
  if (before.low === before.high && after.low === after.high)
    return exactly(before.median / after.median, samples);
  return {
    median: before.median / after.median,
    low: before.low / after.high,
    high: before.high / after.low,
    confidence: Math.max(0, before.confidence + after.confidence - 1),
    samples,
  };
}

/** The batches in which keys are read again, with the network they were measured on. */
function rereading({
  experiments,
}: Evidence): { experiment: Experiment; points: readonly Point[] } | undefined {
  for (const experiment of experiments) {
    const points = experiment.points.filter(({ rereads }) => rereads > 0);
    if (points.length > 0) return { experiment, points };
  }
  return undefined;
}

interface Rereading {
  readonly experiment: Experiment;
  readonly files: number;
  readonly rereads: number;
  readonly point: MeasuredPoint | undefined;
}

function rereadingBy(evidence: Evidence, rung: string): Rereading | undefined {
  const found = rereading(evidence);
  const planned = found?.points.find((point) => point.rung === rung);
  if (found === undefined || planned === undefined) return undefined;
  const { experiment } = found;
  const { files, rereads, contender } = planned;
  return { experiment, files, rereads, point: evidence.points.find(experiment.scenario, contender) };
}

const NOT_READ_AGAIN = 'nothing was read again in this run';

/** How many times fewer requests a file takes, each file read once; of batches of one size, which share a listing alike. */
export function timesFewerRequests(evidence: Evidence, experiment: Experiment): Estimate | undefined {
  const before = measured(evidence, experiment, BASELINE);
  if (before === undefined) return undefined;
  const after =
    measured(evidence, experiment, OPTIMIZED, before.workload.files) ??
    measured(evidence, experiment, OPTIMIZED);
  return fewer(trafficOf(before)?.requestsPerFile, trafficOf(after)?.requestsPerFile);
}

/** R3: requests to S3. */
export function requestsPerFile(evidence: Evidence): JudgedClaim {
  const [first] = evidence.experiments;
  const claimed = {
    claimed: '3–5x fewer S3 calls',
    quantity: 'times',
    range: atLeast(...SOURCE.timesFewerCalls),
  } as const;
  const findings: Finding[] = [];
  if (first !== undefined) {
    const missing = whyNot(evidence, first, OPTIMIZED) || whyNot(evidence, first, BASELINE);
    findings.push(
      judged(
        { ...claimed, what: 'times fewer requests per file, each file read once', where: onNetwork(first) },
        timesFewerRequests(evidence, first),
        missing,
      ),
    );
  }
  const [before, after] = [rereadingBy(evidence, BASELINE), rereadingBy(evidence, OPTIMIZED)];
  const share = before === undefined ? 0 : before.rereads / before.files;
  findings.push(
    judged(
      {
        ...claimed,
        what: `times fewer requests per file, ${Math.round(share * 100)} % of the keys read again`,
        where: before === undefined ? '' : onNetwork(before.experiment),
      },
      fewer(trafficOf(before?.point)?.requestsPerFile, trafficOf(after?.point)?.requestsPerFile),
      NOT_READ_AGAIN,
    ),
  );
  return {
    id: 'R3',
    claim: '3–5x fewer S3 calls (batched + cached)',
    measuredAs: 'requests counted at the store, per file, and with a share of the keys read again',
    findings,
  };
}

/** Of the reads of keys that had been read before, how many the cache answered. */
function answeredByCache({ point, files, rereads }: Rereading): Estimate | undefined {
  const rate = trafficOf(point)?.cacheHitRate;
  if (!rate) return undefined;
  const reads = files + rereads;
  const share = (value: number) => Math.min(1, (value * reads) / rereads);
  return { ...rate, median: share(rate.median), low: share(rate.low), high: share(rate.high) };
}

/** Fewer at all: half a percent. */
const SOME = 0.005;

function connectionsSaved(evidence: Evidence, experiment: Experiment, rung: string): Estimate | undefined {
  const perRequest = [BASELINE, rung].map((name) => {
    const point = measured(evidence, experiment, name);
    const traffic = trafficOf(point);
    if (point === undefined || traffic === undefined) return undefined;
    const requests = traffic.requestsPerFile.median * point.workload.files;
    const { connectionsOpened } = traffic;
    return {
      ...connectionsOpened,
      median: connectionsOpened.median / requests,
      low: connectionsOpened.low / requests,
      high: connectionsOpened.high / requests,
    };
  });
  const [before, after] = perRequest;
  if (!before || !after) return undefined;
  const saved = (now: number, then: number) => 1 - now / then;
  return {
    ...after,
    median: saved(after.median, before.median),
    low: saved(after.high, before.low),
    high: saved(after.low, before.high),
  };
}

/** R8: the cache and the pool. */
export function cacheAndPool(evidence: Evidence): JudgedClaim {
  const cached = rereadingBy(evidence, 'cached');
  const eliminated = judged(
    {
      what: 'of repeated reads, answered by the cache',
      where: cached === undefined ? '' : onNetwork(cached.experiment),
      claimed: 'eliminate redundant reads',
      quantity: 'percent',
      range: atLeast(1 - SOME),
    },
    cached && answeredByCache(cached),
    NOT_READ_AGAIN,
  );
  const [first] = evidence.experiments;
  const pooled = [
    ['pooled', 'connections saved by pooling alone'],
    [OPTIMIZED, 'connections saved by all measures together'],
  ].flatMap(([rung = '', what = '']): Finding[] => {
    if (first === undefined) return [];
    const claimed = {
      what: `${what}, per request`,
      where: onNetwork(first),
      claimed: 'reduce connection overhead',
      quantity: 'percent',
      range: atLeast(SOME),
    } as const;
    return [judged(claimed, connectionsSaved(evidence, first, rung), whyNot(evidence, first, rung))];
  });
  return {
    id: 'R8',
    claim: '"LRU caching to eliminate redundant reads", "connection pooling"',
    measuredAs: 'requests and TCP connections opened, with and without; answers by the cache',
    findings: [eliminated, ...pooled],
  };
}
