import type { Estimate, TuneCell, TuneFigures, TuneRecord } from '@parquetry/bench/record';
import { HOURS_PER_MONTH, type Invocation, lambdaBill, provisionedBill } from '@parquetry/prices';
import type { Pricing } from './event-dollars.ts';

type Monthly = NonNullable<TuneRecord['monthly']>;
type Month = Pick<Monthly[number], 'afterFreeTier' | 'dollars' | 'provisioned'>;

const ENABLED_SECONDS = HOURS_PER_MONTH * 3600;

/** The event whose compute costs so much in the first tier. */
function invocationOf(
  { memoryMb }: TuneCell,
  computeDollars: number,
  { function: it, prices }: Pricing,
): Invocation {
  const { architecture, ephemeralStorageMb } = it;
  const perMs = { architecture, memoryMb, ephemeralStorageMb };
  const oneMs = lambdaBill({ ...perMs, billedMs: 1 }, 1, prices);
  return { ...perMs, billedMs: computeDollars / (oneMs.compute + oneMs.ephemeralStorage) };
}

/** The figure of a month by what its events cost, which is what is uncertain of it. */
const estimateOf = (compute: Estimate, dollarsOf: (dollarsPerMillion: number) => number): Estimate => ({
  ...compute,
  median: dollarsOf(compute.median),
  low: dollarsOf(compute.low),
  high: dollarsOf(compute.high),
});

/** A month of `environments` that are ready all the time and take every event. `otherDollars`: its requests to S3 and SQS. */
function provisionedMonth(
  environments: number,
  cell: TuneCell,
  compute: Estimate,
  otherDollars: number,
  eventsPerMonth: number,
  pricing: Pricing,
): NonNullable<Month['provisioned']> {
  const { prices } = pricing;
  const billOf = (dollarsPerMillion: number) => {
    const invocation = invocationOf(cell, dollarsPerMillion / 1e6, pricing);
    const use = { invocation, invocations: eventsPerMonth, environments, enabledSeconds: ENABLED_SECONDS };
    const bill = provisionedBill(use, prices);
    const { ephemeralStorage } = lambdaBill(invocation, eventsPerMonth, prices);
    return { ...bill, total: bill.total + ephemeralStorage + otherDollars };
  };
  const { idle, running } = billOf(compute.median);
  const dollars = estimateOf(compute, (dollarsPerMillion) => billOf(dollarsPerMillion).total);
  return { environments, dollars, readyDollars: idle, runningDollars: running };
}

function monthOf(cell: TuneCell, figures: TuneFigures, eventsPerMonth: number, pricing: Pricing): Month {
  const { computeDollarsPerMillion: compute, dollarsPerMillion: all } = figures;
  const { function: it, prices } = pricing;
  const perMillion = all.median - compute.median - prices.lambda.dollarsPerMillionRequests;
  const others = (perMillion / 1e6) * eventsPerMonth;
  const billAt = (dollarsPerMillion: number) =>
    lambdaBill(invocationOf(cell, dollarsPerMillion / 1e6, pricing), eventsPerMonth, prices);
  const environments =
    cell.status === 'measured' && cell.warm !== null ? it.provisionedEnvironments : undefined;
  return {
    dollars: estimateOf(compute, (dollarsPerMillion) => billAt(dollarsPerMillion).total + others),
    afterFreeTier: billAt(compute.median).afterFreeTier + others,
    ...(environments !== undefined && {
      provisioned: provisionedMonth(environments, cell, compute, others, eventsPerMonth, pricing),
    }),
  };
}

/**
 * What each size would cost in a month of so many events like the warm ones (like the cold ones where there are no others),
 * with tiers, in an account that has no other function; and where environments are kept ready, what it costs with them.
 */
export const monthlyBills = (cells: readonly TuneCell[], eventsPerMonth: number, pricing: Pricing): Monthly =>
  cells.flatMap((cell) => {
    if (cell.status !== 'measured') return [];
    const figures = cell.warm ?? cell.restored ?? cell.cold;
    if (figures === null) return [];
    const { concurrency, engine, memoryMb } = cell;
    return [{ memoryMb, engine, concurrency, ...monthOf(cell, figures, eventsPerMonth, pricing) }];
  });
