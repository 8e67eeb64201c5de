import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/units/tinybench/bench-messages.ts';
import { measureInTurns, turnRatios } from '../../../src/units/tinybench/measure-in-turns.ts';
import { planBatches } from '../../../src/units/tinybench/plan-batches.ts';

const batch = (more: Partial<Batch> = {}): Batch => ({
  iterations: 10,
  cpuMs: 1,
  wallMs: 1,
  medianMs: 1,
  timedShare: 1,
  ...more,
});

describe('the plan of a task', () => {
  it('fills a batch on the quicker side, and is the same for both', () => {
    expect(planBatches([batch({ wallMs: 1 }), batch({ cpuMs: 4, wallMs: 4 })])).toEqual({
      iterations: 40,
      turns: 5,
      metric: 'cpu',
    });
  });

  it('has one iteration and fewer turns where an iteration is long', () => {
    expect(planBatches([batch({ cpuMs: 900, wallMs: 900 })])).toEqual({
      iterations: 1,
      turns: 3,
      metric: 'cpu',
    });
  });

  it.each([
    ['hooks or the harness take part of the batch', batch({ timedShare: 0.8 })],
    ['the task tells longer durations than it takes', batch({ timedShare: 1.5 })],
    ['the task mostly waits', batch({ cpuMs: 0.05 })],
  ])('is by what tinybench times where %s on one side', (_, look) => {
    expect(planBatches([batch(), look]).metric).toBe('reported');
  });
});

describe('turns', () => {
  it('alternate who goes first, and the first of each side is not counted', async () => {
    const order: string[] = [];
    const side = (name: string) => ({
      batch: async (task: string, iterations: number) => {
        order.push(name);
        expect([task, iterations]).toEqual(['sort', 7]);
        return batch({ cpuMs: order.length });
      },
    });
    const sides = { base: side('base'), head: side('head') };
    const turns = await measureInTurns('sort', { iterations: 7, turns: 2, metric: 'cpu' }, sides, 'head');
    expect(order).toEqual(['head', 'base', 'base', 'head', 'head', 'base']);
    expect(turns.base.map(({ cpuMs }) => cpuMs)).toEqual([3, 6]);
    expect(turns.head.map(({ cpuMs }) => cpuMs)).toEqual([4, 5]);
  });

  it('are compared turn by turn, by the metric of the plan', () => {
    const base = [batch({ medianMs: 1 }), batch({ medianMs: 100 }), batch({ medianMs: 1 })];
    const head = [batch({ medianMs: 2 }), batch({ medianMs: 200 }), batch({ medianMs: 50, cpuMs: 3 })];
    expect(turnRatios({ base, head }, 'reported')).toEqual({ reported: Math.log(2) });
    expect(turnRatios({ base, head }, 'cpu')).toEqual({ cpu: 0, wall: 0 });
  });
});
