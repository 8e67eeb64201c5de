import type { LocalAws } from '@parquetry/local-aws';
import type { Deliveries } from '../deliveries/deliveries.ts';
import { isWitnessed } from './is-witnessed.ts';
import { type KillOrder, type KillStep, killSteps } from './kill-steps.ts';

/** So often a delivery may fail by itself, or come to its end without coming to the step, before it is let be. */
const MOST_FAILURES = 5;
const MOST_ENDS = 2;

export interface KillCount {
  readonly step: KillStep;
  readonly wanted: number;
  readonly killed: number;
}

interface KillOptions {
  readonly deliveries: Deliveries;
  readonly aws: Pick<LocalAws, 'counters'>;
  readonly onKilled: () => void;
}

async function killOnce({ deliveries, aws, onKilled }: KillOptions, order: KillOrder): Promise<boolean> {
  let failures = 0;
  let ends = 0;
  for (let again = false; failures < MOST_FAILURES && ends < MOST_ENDS; again = true) {
    const before = await aws.counters();
    const { status } = await deliveries.run('deliver', again ? { ...order, count: 1 } : order);
    if (status === 'killed' && isWitnessed(order.step, before, await aws.counters())) {
      onKilled();
      return true;
    }
    if (status === 'ended') ends += 1;
    else failures += 1;
  }
  return false;
}

/** Kills deliveries as planned, each of which goes on with what the one before has left. */
export async function carryOutKills(options: KillOptions, plan: Iterable<KillOrder>): Promise<KillCount[]> {
  const counts = new Map<KillStep, { wanted: number; killed: number }>();
  for (const order of plan) {
    const { wanted, killed } = counts.get(order.step) ?? { wanted: 0, killed: 0 };
    const wasKilled = await killOnce(options, order);
    counts.set(order.step, { wanted: wanted + 1, killed: killed + (wasKilled ? 1 : 0) });
  }
  return killSteps.flatMap((step) => {
    const counted = counts.get(step);
    return counted === undefined ? [] : [{ step, ...counted }];
  });
}
