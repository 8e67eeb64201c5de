import { flushCompileCache } from 'node:module';
import { type DeliveryAnswer, type DeliveryOrder, openBlackBox } from '@parquetry/bench/campaign';
import type { DeliveryEvent } from '@parquetry/delivery';
import { loadContender } from '../load-contender.ts';
import { faultNames, tallyOf } from './beset-handler.ts';
import { deliverLake } from './deliver-lake.ts';
import { openBesetPipeline } from './open-beset-pipeline.ts';
import { redriveLetters } from './redrive-letters.ts';
import { sharedCounts } from './shared-tally.ts';

const NEWS_MS = 500;

function startNews(converted: () => number): Disposable {
  const timer = setInterval(() => {
    process.send?.({ kind: 'news', converted: converted() });
  }, NEWS_MS);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Carries out what it is ordered to, as `parquetry run batch --resume` and `jobs redrive` do. */
export async function carryOutOrder(order: DeliveryOrder): Promise<DeliveryAnswer> {
  const { recipe, settings, limits, network, kill } = order;
  const { writers } = await loadContender(order.engine);
  const counts = sharedCounts(faultNames(network.faults), kill?.count ?? 0);
  const tally = tallyOf({ order, counts });
  using box = openBlackBox(order.boxPath);
  let converted = 0;
  const observe = (event: DeliveryEvent) => {
    if (event.kind === 'job-retried') box.write({ kind: 'retried' });
  };
  const lane = {
    order,
    counts,
    seed: network.seed,
    request: { recipe, settings, limits, journalsUploads: true },
  };
  try {
    await using pipeline = await openBesetPipeline(lane, observe);
    // Whoever is killed cannot do so at its end.
    flushCompileCache();
    using _news = startNews(() => converted);
    const delivery = {
      order,
      pipeline,
      tell(status: 'converted' | 'failed', key: string) {
        if (status === 'converted') converted += 1;
        box.write({ kind: status, key });
      },
    };
    switch (order.work) {
      case 'deliver':
        await deliverLake(delivery);
        return { writers };
      case 'redrive':
        return { writers, redrive: await redriveLetters(delivery) };
      default:
        return order.work satisfies never;
    }
  } finally {
    box.write({ kind: 'met', met: tally.met() });
  }
}
