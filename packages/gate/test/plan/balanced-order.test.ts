import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancedOrder } from '../../src/plan/balanced-order.ts';
import { sequentialPlan } from '../../src/plan/sequential-plan.ts';

const plan = sequentialPlan();
const UNITS = ['a', 'b', 'c', 'd', 'e'];
const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

describe('the order of pairs', () => {
  it('lets each side go first in exactly half of the pairs of every block of looks', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        for (const firsts of balancedOrder(UNITS, plan, seed).firsts.values()) {
          for (const [at, look] of plan.looks.entries()) {
            const block = firsts.slice(plan.looks[at - 1] ?? 0, look);
            expect(block.filter((side) => side === 'base')).toHaveLength(block.length / 2);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('lets one side go first once more at most where pairs are odd', () => {
    const [firsts] = balancedOrder(['a'], sequentialPlan([7]), 3).firsts.values();
    expect([3, 4]).toContain(firsts!.filter((side) => side === 'base').length);
  });

  it('holds every unit once in every round, in changing order', () => {
    const { rounds } = balancedOrder(UNITS, plan, 1);
    expect(rounds).toHaveLength(84);
    for (const round of rounds) expect(round.toSorted()).toEqual(UNITS);
    expect(new Set(rounds.map((round) => round.join(''))).size).toBeGreaterThan(10);
  });

  it('is not the same for every unit', () => {
    const { firsts } = balancedOrder(UNITS, plan, 1);
    expect(new Set([...firsts.values()].map((sides) => sides.join(' '))).size).toBe(UNITS.length);
  });

  it('is the same again with the same seed, and another with another', () => {
    expect(balancedOrder(UNITS, plan, 4)).toEqual(balancedOrder(UNITS, plan, 4));
    expect(balancedOrder(UNITS, plan, 4)).not.toEqual(balancedOrder(UNITS, plan, 5));
  });
});
