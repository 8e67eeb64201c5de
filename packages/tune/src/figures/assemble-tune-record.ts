import type { TuneAnswer, TuneCell, TuneRecord } from '@parquetry/bench/record';
import type { PriceTable } from '@parquetry/prices';
import { type Size, sizeKey } from '../plan/size.ts';
import type { TuneRun } from '../plan/tune-run.ts';
import { againstFleets } from './against-fleets.ts';
import { answerQuestions } from './answers/answer-questions.ts';
import { type Candidates, candidatesOf } from './answers/candidate.ts';
import { compareWithCurrent } from './answers/compare-with-current.ts';
import type { Pricing } from './event-dollars.ts';
import { monthlyBills } from './monthly-bills.ts';
import { tuneCellOf } from './tune-cell-of.ts';

/** What figures are made with, besides the samples. */
export interface FigureOptions {
  /** Of the region that is priced, which for a local function is a choice. */
  readonly prices: PriceTable;
  readonly calibration: TuneRecord['calibration'];
  /** Null where nobody asked for a month. */
  readonly eventsPerMonth: number | null;
}

/** What of a run goes into its record. */
export type RecordedRun = Pick<
  TuneRun,
  | 'cpuControl'
  | 'function'
  | 'gaps'
  | 'place'
  | 'plan'
  | 'region'
  | 'runId'
  | 'samples'
  | 'seed'
  | 'spentDollars'
>;

/** Every size of the plan, those without a single sample included, and any that was sampled besides. */
function sizesOf({ gaps, plan, samples }: RecordedRun): Size[] {
  const engines: readonly (string | null)[] = plan.engines.length === 0 ? [null] : plan.engines;
  const planned = plan.memoryMb.flatMap((memoryMb) =>
    engines.flatMap((engine) => plan.concurrency.map((concurrency) => ({ memoryMb, engine, concurrency }))),
  );
  const all: readonly Size[] = [...planned, ...gaps, ...samples];
  return [...new Map(all.map((size) => [sizeKey(size), size])).values()].toSorted(
    (a, b) =>
      a.concurrency - b.concurrency ||
      engines.indexOf(a.engine) - engines.indexOf(b.engine) ||
      a.memoryMb - b.memoryMb,
  );
}

function cellsOf(run: RecordedRun, pricing: Pricing): TuneCell[] {
  const samples = Map.groupBy(run.samples, sizeKey);
  const gaps = new Map(run.gaps.map((gap) => [sizeKey(gap), gap]));
  const load = run.plan.load.kind;
  return sizesOf(run).map((size) => {
    const key = sizeKey(size);
    return tuneCellOf({ size, samples: samples.get(key) ?? [], gap: gaps.get(key), load }, pricing);
  });
}

const pricesTold = ({ function: it, prices }: Pricing): TuneRecord['prices'] => ({
  region: prices.region,
  asOf: prices.asOf,
  sources: prices.sources.filter(({ what }) => /Lambda|S3|SQS/.test(what)).map(({ url }) => url),
  dollarsPerGbSecond: prices.lambda.compute[it.architecture][0]!.dollars,
  dollarsPerMillionRequests: prices.lambda.dollarsPerMillionRequests,
});

function monthOf(
  cells: readonly TuneCell[],
  candidates: Candidates,
  answers: readonly TuneAnswer[],
  eventsPerMonth: number,
  pricing: Pricing,
): Pick<TuneRecord, 'fleets' | 'monthly'> {
  const fleets = againstFleets(candidates, answers, eventsPerMonth, pricing);
  return { monthly: monthlyBills(cells, eventsPerMonth, pricing), ...(fleets && { fleets }) };
}

/** Turns what was sampled into a record: figures of every size, answers, the comparison with the current one. */
export function assembleTuneRecord(run: RecordedRun, options: FigureOptions): TuneRecord {
  const { calibration, eventsPerMonth, prices } = options;
  const pricing: Pricing = { prices, function: run.function };
  const cells = cellsOf(run, pricing);
  const candidates = candidatesOf(cells, run.samples, pricing, run.plan.concurrency);
  const { balancedWeight: weight, sloMs } = run.plan;
  const answers = answerQuestions(candidates, { weight, sloMs });
  return {
    runId: run.runId,
    seed: run.seed,
    function: run.function,
    place: run.place,
    region: run.region,
    cpuControl: run.cpuControl,
    calibration,
    plan: run.plan,
    eventsPerMonth,
    prices: pricesTold(pricing),
    samples: [...run.samples],
    cells,
    answers,
    comparedWithCurrent: compareWithCurrent(candidates, answers, run.function.memoryMb),
    ...(eventsPerMonth !== null && monthOf(cells, candidates, answers, eventsPerMonth, pricing)),
    spentDollars: run.spentDollars,
  };
}
