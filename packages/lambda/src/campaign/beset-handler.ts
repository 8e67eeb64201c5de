import { type DeliveryOrder, killAt, type Met, openBlackBox } from '@parquetry/bench/campaign';
import type { WrapHandler } from '@parquetry/delivery';
import {
  type FaultPlan,
  type FaultyHandler,
  nameOfFault,
  networkProfiles,
  type SdkHandler,
  standingBefore,
  wrapWithFaults,
  wrapWithProfile,
} from '@parquetry/local-aws/network';
import { type SharedCounts, SharedTally } from './shared-tally.ts';

/** What a thread of a beset process is given. */
export interface BesetThread {
  readonly order: DeliveryOrder;
  readonly counts: SharedCounts;
  /** Each thread has its own chances. */
  readonly seed: number;
}

export const faultNames = ({ rules }: FaultPlan): string[] =>
  rules.map(({ name, fault }) => name ?? nameOfFault(fault));

export const tallyOf = ({ order, counts }: Pick<BesetThread, 'order' | 'counts'>): SharedTally =>
  new SharedTally(counts, faultNames(order.network.faults));

/** Counts requests, and the faults that have struck since the last. */
function counting(inner: SdkHandler, faulty: FaultyHandler, tally: SharedTally): SdkHandler {
  let before: Met['injected'] = {};
  const publish = () => {
    const now = faulty.injected();
    for (const [name, count] of Object.entries(now)) tally.addInjected(name, count - (before[name] ?? 0));
    before = now;
  };
  return standingBefore(inner, async (request, options) => {
    tally.addRequest();
    try {
      return await inner.handle(request, options);
    } finally {
      publish();
    }
  });
}

const pathOf = (bucket: string, key: string) => `/${bucket.replace(/^s3:\/\//, '')}/${key}`;

/** A distance, faults in it, and death at a step: the request that is killed at has come through all of them. */
export function besetHandler(thread: BesetThread): WrapHandler {
  const { order, seed } = thread;
  const { kill, network, recipe } = order;
  const tally = tallyOf(thread);
  return (inner) => {
    const faulty = wrapWithFaults(inner, network.faults, seed);
    const distant = wrapWithProfile(faulty, networkProfiles[network.profile], seed);
    const counted = counting(distant, faulty, tally);
    if (kill === undefined) return counted;
    const box = openBlackBox(order.boxPath);
    return killAt(counted, {
      step: kill.step,
      places: {
        sources: pathOf(recipe.from.bucket, recipe.from.prefix),
        state: pathOf(recipe.to.bucket, `${recipe.to.prefix}_parquetry/`),
      },
      isTime: () => tally.countDown(),
      die(death) {
        box.write({ kind: 'met', met: tally.met() });
        box.write({ kind: 'death', death });
        process.kill(process.pid, 'SIGKILL');
      },
    });
  };
}
