import { median } from '@parquetry/bench/statistics';
import { otherSide, type Side, type UnitPair } from '../../unit/gate-unit.ts';
import type { Batch } from './bench-messages.ts';
import type { TaskPlan } from './plan-batches.ts';

export interface BatchRunner {
  batch(task: string, iterations: number): Promise<Batch>;
}

/** Batches of one task, in the order in which they were taken. */
export interface TaskTurns {
  readonly base: readonly Batch[];
  readonly head: readonly Batch[];
}

/**
 * Runs a task on both sides in turns, one batch each, so that what the machine does to one it does to its neighbour; the
 * side that goes first changes with every turn. The first turn is for warming up and left out.
 */
export async function measureInTurns(
  task: string,
  { iterations, turns }: TaskPlan,
  sides: Readonly<Record<Side, BatchRunner>>,
  first: Side,
): Promise<TaskTurns> {
  const taken: Record<Side, Batch[]> = { base: [], head: [] };
  for (let turn = 0; turn <= turns; turn += 1) {
    const leads = turn % 2 === 0 ? first : otherSide(first);
    for (const side of [leads, otherSide(leads)]) taken[side].push(await sides[side].batch(task, iterations));
  }
  return { base: taken.base.slice(1), head: taken.head.slice(1) };
}

const medianLogRatio = ({ base, head }: TaskTurns, of: (batch: Batch) => number) =>
  median(base.map((batch, turn) => Math.log(of(head[turn]!) / of(batch))));

/** Medians over the turns of ln(head / base), of the metric that the plan says. */
export function turnRatios(turns: TaskTurns, metric: TaskPlan['metric']): UnitPair['logRatios'] {
  switch (metric) {
    case 'cpu':
      return {
        cpu: medianLogRatio(turns, ({ cpuMs }) => cpuMs),
        wall: medianLogRatio(turns, ({ wallMs }) => wallMs),
      };
    case 'reported':
      return { reported: medianLogRatio(turns, ({ medianMs }) => medianMs) };
    default:
      return metric satisfies never;
  }
}
