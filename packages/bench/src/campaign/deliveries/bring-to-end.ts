import type { Deliveries } from './deliveries.ts';
import type { DeliveryAnswer, DeliveryOrder, RedriveAccount } from './delivery-order.ts';
import type { DeliveryEnd } from './run-delivery.ts';

const MOST_FAILURES = 5;
const MOST_ROUNDS = 10;

type Ended = Extract<DeliveryEnd, { status: 'ended' }>;

/** @throws Error when it fails again and again. */
async function untilEnded(deliveries: Deliveries, work: DeliveryOrder['work']): Promise<Ended> {
  for (let failures = 1; ; failures += 1) {
    const end = await deliveries.run(work);
    if (end.status === 'ended') return end;
    if (failures < MOST_FAILURES) continue;
    const why = end.status === 'failed' ? end.error : 'it was killed';
    throw new Error(`the delivery failed ${MOST_FAILURES} times in a row, the last time because: ${why}`);
  }
}

export interface BroughtToEnd {
  readonly writers: DeliveryAnswer['writers'];
  readonly redrive: RedriveAccount;
  /** Sources that had been converted before the first dead letter was redriven. */
  readonly deliveredAtFirst: number;
}

/**
 * Delivers without kills to the end and redrives the dead letters, until a delivery has nothing to do any more: it aborts
 * what lost answers have left open.
 */
export async function bringToEnd(deliveries: Deliveries): Promise<BroughtToEnd> {
  let writers = (await untilEnded(deliveries, 'deliver')).answer.writers;
  const deliveredAtFirst = deliveries.delivered;
  let all: RedriveAccount = { letters: 0, drained: 0, left: 0, elapsedMs: 0 };
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const { redrive } = (await untilEnded(deliveries, 'redrive')).answer;
    const hasDrained = redrive !== undefined && redrive.drained > 0;
    if (redrive) {
      all = {
        letters: Math.max(all.letters, redrive.letters),
        drained: all.drained + redrive.drained,
        left: redrive.left,
        elapsedMs: all.elapsedMs + redrive.elapsedMs,
      };
    }
    const { account, answer } = await untilEnded(deliveries, 'deliver');
    writers = answer.writers;
    if (account.converted.length === 0 && (!hasDrained || account.failed.length <= all.left)) break;
  }
  return { writers, redrive: all, deliveredAtFirst };
}
