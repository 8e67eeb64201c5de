import type { Estimate, TuneCell, TuneFigures, TuneRecord } from '@parquetry/bench/record';
import { lambdaBill } from '@parquetry/prices';
import type { Pricing } from './event-dollars.ts';

type Monthly = NonNullable<TuneRecord['monthly']>;

interface Bill {
  readonly total: number;
  readonly afterFreeTier: number;
}

/** A month of events that cost `computeDollars` and `otherDollars` each in the first tier. */
function billOf(
  cell: TuneCell,
  computeDollars: number,
  otherDollars: number,
  eventsPerMonth: number,
  { function: it, prices }: Pricing,
): Bill {
  const { architecture, ephemeralStorageMb } = it;
  const perMs = { architecture, memoryMb: cell.memoryMb, ephemeralStorageMb };
  const oneMs = lambdaBill({ ...perMs, billedMs: 1 }, 1, prices);
  const billedMs = computeDollars / (oneMs.compute + oneMs.ephemeralStorage);
  const bill = lambdaBill({ ...perMs, billedMs }, eventsPerMonth, prices);
  const others = (otherDollars - prices.lambda.dollarsPerMillionRequests / 1e6) * eventsPerMonth;
  return { total: bill.total + others, afterFreeTier: bill.afterFreeTier + others };
}

function monthOf(cell: TuneCell, figures: TuneFigures, eventsPerMonth: number, pricing: Pricing) {
  const { computeDollarsPerMillion: compute, dollarsPerMillion: all } = figures;
  const other = (all.median - compute.median) / 1e6;
  const at = (dollarsPerMillion: number) =>
    billOf(cell, dollarsPerMillion / 1e6, other, eventsPerMonth, pricing);
  const dollars: Estimate = {
    ...compute,
    median: at(compute.median).total,
    low: at(compute.low).total,
    high: at(compute.high).total,
  };
  return { dollars, afterFreeTier: at(compute.median).afterFreeTier };
}

/**
 * What each size would cost in a month of so many events like the warm ones (like the cold ones where there are no others),
 * with tiers, in an account that has no other function.
 */
export const monthlyBills = (cells: readonly TuneCell[], eventsPerMonth: number, pricing: Pricing): Monthly =>
  cells.flatMap((cell) => {
    if (cell.status !== 'measured') return [];
    const figures = cell.warm ?? cell.restored ?? cell.cold;
    if (figures === null) return [];
    const { concurrency, engine, memoryMb } = cell;
    return [{ memoryMb, engine, concurrency, ...monthOf(cell, figures, eventsPerMonth, pricing) }];
  });
