import { scheduleRounds } from '@parquetry/bench/schedule';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Side } from '../unit/gate-unit.ts';
import { lastLook, type SequentialPlan } from './sequential-plan.ts';

export interface BalancedOrder {
  /** By round: every unit once; units that are closed are skipped. */
  readonly rounds: readonly (readonly string[])[];
  /** By unit and pair: the side that goes first. */
  readonly firsts: ReadonlyMap<string, readonly Side[]>;
}

/**
 * Who runs when. Each side of a unit goes first in exactly half of any even number of pairs, and units follow each other
 * equally often, so that neither a drift of the machine nor what a neighbour leaves behind favours a side. The same seed
 * gives the same order.
 */
export function balancedOrder(units: readonly string[], plan: SequentialPlan, seed: number): BalancedOrder {
  const seeds = xoroshiro128plus(seed);
  const pairs = lastLook(plan);
  const rounds = scheduleRounds(units, pairs, seeds.next());
  const firsts = units.map((unit) => {
    const orders = scheduleRounds<Side>(['base', 'head'], pairs, seeds.next());
    return [unit, orders.map(([first]) => first!)] as const;
  });
  return { rounds, firsts: new Map(firsts) };
}
