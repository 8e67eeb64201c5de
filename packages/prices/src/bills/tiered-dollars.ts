import type { Tier } from '../table/price-table.ts';

/** What a month's quantity costs: each part of it at the price of its tier, from the first. */
export function tieredDollars(quantity: number, tiers: readonly Tier[]): number {
  return tiers.reduce((total, { dollars, from }, index) => {
    const end = tiers[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    return total + Math.max(0, Math.min(quantity, end) - from) * dollars;
  }, 0);
}
