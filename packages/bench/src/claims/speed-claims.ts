import type { Finding, JudgedClaim } from './claims-record.ts';
import {
  atLeast,
  atMost,
  baselineFor,
  type Evidence,
  judged,
  meaningless,
  measured,
  onNetwork,
  rounded,
  whyNot,
} from './evidence.ts';
import { BASELINE, OPTIMIZED } from './ladder.ts';
import { batchMs, estimateRounds, fileMs, reductionOf, timesAsFast } from './measured-points.ts';
import type { Experiment } from './plan-points.ts';
import { type Range, SOURCE } from './source-document.ts';

const MS = 1000;
const MINUTE_MS = 60_000;
/** Percentages of the document are whole. */
const HALF_A_PERCENT = 0.005;
/** A rate counts as sustained over so many files. */
const SUSTAINED_FILES = 500;

const missingOf = (evidence: Evidence, experiment: Experiment): string =>
  whyNot(evidence, experiment, OPTIMIZED) || whyNot(evidence, experiment, BASELINE);

/** R1: wall time per file. */
export function timePerFile(evidence: Evidence): JudgedClaim {
  const { experiments } = evidence;
  const [least, most] = SOURCE.optimizedSecondsPerFile;
  const gains = experiments.map((experiment) => {
    const after = measured(evidence, experiment, OPTIMIZED);
    return judged(
      {
        what: 'times as fast per file, all measures together, same codecs',
        where: onNetwork(experiment),
        claimed: '5–10x faster',
        quantity: 'times',
        range: atLeast(...SOURCE.timesAsFast),
      },
      timesAsFast(after, baselineFor(evidence, experiment, after)),
      missingOf(evidence, experiment),
    );
  });
  const times = experiments.map((experiment) => {
    const point = measured(evidence, experiment, OPTIMIZED);
    return judged(
      {
        what: 'time per file, optimized',
        where: onNetwork(experiment),
        claimed: '0.05–0.1 s',
        quantity: 'duration',
        range: atMost(most * MS, least * MS),
      },
      point && estimateRounds(fileMs(point)),
      whyNot(evidence, experiment, OPTIMIZED),
    );
  });
  return {
    id: 'R1',
    claim: '0.5–0.6 s per file → 0.05–0.1 s, "5–10x faster"',
    measuredAs: 'wall time per file along the ladder, same store, same network',
    findings: [...gains, ...times],
  };
}

const tooFew = (files: number) =>
  `a rate counts as sustained over ${SUSTAINED_FILES} files, and a batch of this run has ${files}`;

function capacity(evidence: Evidence, experiment: Experiment): Finding[] {
  const after = measured(evidence, experiment, OPTIMIZED);
  const before = baselineFor(evidence, experiment, after);
  const where = onNetwork(experiment);
  const rate = {
    what: `files a minute, optimized, over ${after?.workload.files ?? 0} files`,
    where,
    claimed: '1,000+ files a minute',
    quantity: 'rate',
  } as const;
  const times = {
    what: `times the capacity; the original over ${before?.workload.files ?? 0} files`,
    where,
    claimed: '10x capacity',
    quantity: 'times',
  } as const;
  const found =
    after && estimateRounds(fileMs(after).map(({ round, value }) => ({ round, value: MINUTE_MS / value })));
  const ratio = timesAsFast(after, before);
  if (after && after.workload.files < SUSTAINED_FILES) {
    const because = tooFew(after.workload.files);
    return [meaningless(rate, found, because), meaningless(times, ratio, because)];
  }
  const missing = missingOf(evidence, experiment);
  return [
    judged({ ...rate, range: atLeast(SOURCE.optimizedFilesPerMinute) }, found, missing),
    judged({ ...times, range: rounded(SOURCE.timesTheCapacity, 1) }, ratio, missing),
  ];
}

/** R2: files per minute. */
export const filesPerMinute = (evidence: Evidence): JudgedClaim => ({
  id: 'R2',
  claim: '~100 files/min → 1,000+ files/min, "10x capacity"',
  measuredAs: `files per minute sustained over ${SUSTAINED_FILES} files and more`,
  findings: evidence.experiments.slice(0, 1).flatMap((experiment) => capacity(evidence, experiment)),
});

/** By how much less time a batch takes, round by round; undefined where one of the two was not measured. */
export function batchReduction(evidence: Evidence, experiment: Experiment, files: number) {
  const before = measured(evidence, experiment, BASELINE, files);
  const after = measured(evidence, experiment, OPTIMIZED, files);
  return before && after ? reductionOf(batchMs(after), batchMs(before)) : undefined;
}

/** Sizes that both pipelines were run on. */
const sizesOfBoth = ({ points }: Experiment): number[] => {
  const of = (rung: string) =>
    points.filter((point) => point.rung === rung && point.rereads === 0).map(({ files }) => files);
  const after = new Set(of(OPTIMIZED));
  return of(BASELINE).filter((files) => after.has(files));
};

/** What the document says of a batch; where it has none of that size, what it says of all. */
function claimedReduction(files: number): Range {
  const row = SOURCE.batches.find((batch) => batch.files === files);
  const all = SOURCE.batches.flatMap(({ reduction }) => reduction);
  return row?.reduction ?? [Math.min(...all), Math.max(...all)];
}

function batchFindings(evidence: Evidence, experiment: Experiment): Finding[] {
  return sizesOfBoth(experiment).flatMap((files) => {
    const found = batchReduction(evidence, experiment, files);
    if (found === undefined) return [];
    const [least, most] = claimedReduction(files);
    return judged(
      {
        what: `less time for a batch of ${files} files`,
        where: onNetwork(experiment),
        claimed: `${Math.round(least * 100)}–${Math.round(most * 100)} % less`,
        quantity: 'percent',
        range: atLeast(least - HALF_A_PERCENT, most + HALF_A_PERCENT),
      },
      found,
    );
  });
}

const RANK = { 'not reproduced': 0, 'not meaningful': 1, reproduced: 2, exceeded: 3 } as const;

/** R4: batches of the document's sizes; the worst of them speaks for the claim. */
export function batchTimes(evidence: Evidence): JudgedClaim {
  const [experiment] = evidence.experiments;
  const findings = experiment === undefined ? [] : batchFindings(evidence, experiment);
  const none = meaningless(
    { what: 'less time for a batch', where: '', claimed: '67–90 % less', quantity: 'percent' },
    undefined,
    'no batch was measured with both pipelines',
  );
  const reduction = ({ found }: Finding) => found?.median ?? 0;
  const sorted = findings.toSorted(
    (a, b) => RANK[a.verdict] - RANK[b.verdict] || reduction(a) - reduction(b),
  );
  return {
    id: 'R4',
    claim: '10/50/100/500 files: 6/30/60/300 s → 1–2/3–5/6–10/30–50 s (67–90 % less)',
    measuredAs: 'wall time per batch size, both pipelines; the smallest reduction decides',
    findings: sorted.length === 0 ? [none] : sorted,
  };
}
