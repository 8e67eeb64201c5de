import type { Estimate } from '../record/estimate.ts';
import type { RunRecord } from '../record/run-record.ts';
import { checkArithmetic } from './check-arithmetic.ts';
import type { ClaimsRecord, JudgedClaim } from './claims-record.ts';
import { type ClaimsRun, CODECS_SCENARIO } from './claims-run.ts';
import { climbLadder } from './climb-ladder.ts';
import { costRows, monthlyCost } from './cost-claim.ts';
import type { Evidence } from './evidence.ts';
import { BASELINE, OPTIMIZED } from './ladder.ts';
import { estimateRounds, fileMs, MeasuredPoints, timesAsFast } from './measured-points.ts';
import { whatIsNotMeasured } from './not-measured.ts';
import { claimPrices } from './request-prices.ts';
import { linearScaling } from './scaling-claim.ts';
import { SOURCE } from './source-document.ts';
import { sourceTables } from './source-tables.ts';
import { batchTimes, filesPerMinute, timePerFile } from './speed-claims.ts';
import { stagesOfFile } from './stage-claim.ts';
import { cacheAndPool, requestsPerFile } from './store-claims.ts';

/** All claims, in the order of the document. */
const judgeClaims = (evidence: Evidence): JudgedClaim[] => [
  timePerFile(evidence),
  filesPerMinute(evidence),
  requestsPerFile(evidence),
  batchTimes(evidence),
  monthlyCost(evidence),
  stagesOfFile(evidence),
  linearScaling(evidence),
  cacheAndPool(evidence),
];

function codecRows({ points }: Evidence, names: readonly string[]): ClaimsRecord['codecs'] {
  const [baseline] = names;
  const reference = baseline === undefined ? undefined : points.find(CODECS_SCENARIO, baseline);
  return names.map((name) => {
    const point = points.find(CODECS_SCENARIO, name);
    if (point === undefined) {
      return { name, msPerFile: null, timesAsFast: null, because: points.whyMissing(CODECS_SCENARIO, name) };
    }
    const ratio: Estimate | undefined = name === baseline ? undefined : timesAsFast(point, reference);
    return { name, msPerFile: estimateRounds(fileMs(point)), timesAsFast: ratio ?? null };
  });
}

/** What a record's samples say of the claims: nothing is measured here. */
export function deriveClaims(
  { measurements, price, fits }: Pick<RunRecord, 'measurements' | 'price' | 'fits'>,
  run: ClaimsRun,
): ClaimsRecord {
  const { scope, rounds, rungs, experiments, baseline, inputs, filesPerMonth } = run;
  const prices = claimPrices(price);
  const evidence: Evidence = { points: new MeasuredPoints(measurements), experiments, prices, fits };
  const [first] = experiments;
  const priced = [
    BASELINE,
    OPTIMIZED,
    ...rungs.filter(({ kind }) => kind === 'engine').map(({ name }) => name),
  ];
  const rows = first === undefined ? [] : costRows(evidence, first, priced);
  return {
    document: SOURCE.document,
    scope,
    rounds,
    baseline,
    inputs,
    ladders: climbLadder(evidence, rungs),
    codecs: codecRows(evidence, run.codecs),
    claims: judgeClaims(evidence),
    checks: checkArithmetic(prices),
    tables: sourceTables(evidence, rows),
    cost: { prices, perMillionFiles: rows, filesPerMonth },
    notMeasured: whatIsNotMeasured(run),
  };
}
