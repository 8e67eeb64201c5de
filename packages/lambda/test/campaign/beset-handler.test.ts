import type { DeliveryOrder } from '@parquetry/bench/campaign';
import { type FaultPlanInput, faultPlan, type SdkHandler } from '@parquetry/local-aws/network';
import { expect, test } from 'vitest';
import { besetHandler, faultNames, tallyOf } from '../../src/campaign/beset-handler.ts';
import { SharedTally, sharedCounts } from '../../src/campaign/shared-tally.ts';
import { recipe } from './support/lake.ts';

type Request = Parameters<SdkHandler['handle']>[0];

const plan: FaultPlanInput = {
  rules: [
    { fault: { kind: 'slow-down' }, strikes: { every: 2 } },
    { fault: { kind: 'reset', when: 'after' }, strikes: { requests: [3] } },
  ],
};

const order = {
  recipe,
  network: { profile: 'none', faults: faultPlan.parse(plan), seed: 1 },
} as DeliveryOrder;

function beset(counts: SharedArrayBuffer) {
  let answered = 0;
  const inner = {
    async handle() {
      answered += 1;
      return { response: { statusCode: 200, headers: {} } };
    },
  } as unknown as SdkHandler;
  const handler = besetHandler({ order, counts, seed: 1 })(inner);
  const request = { method: 'GET', path: '/lake/in/a.csv', headers: {}, hostname: '127.0.0.1' } as Request;
  return { send: () => handler.handle(request).catch(() => undefined), answered: () => answered };
}

test('what the requests of all threads have met with is counted together', async () => {
  const counts = sharedCounts(faultNames(order.network.faults), 0);
  const threads = [beset(counts), beset(counts)];
  for (let n = 0; n < 4; n += 1) for (const { send } of threads) await send();
  expect(threads.map(({ answered }) => answered())).toEqual([2, 2]);
  expect(tallyOf({ order, counts }).met()).toEqual({
    requests: 8,
    injected: { 'slow-down': 4, 'reset-after': 2 },
  });
});

test('of all threads one hears that it is time, once', () => {
  const counts = sharedCounts([], 3);
  const threads = [new SharedTally(counts, []), new SharedTally(counts, [])];
  const heard = Array.from({ length: 6 }, (_, n) => threads[n % 2]!.countDown());
  expect(heard).toEqual([false, false, true, false, false, false]);
});
