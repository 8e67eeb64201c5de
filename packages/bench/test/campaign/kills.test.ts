import { describe, expect, test } from 'vitest';
import { chanceOf } from '../../src/campaign/chance.ts';
import type { Deliveries } from '../../src/campaign/deliveries/deliveries.ts';
import { carryOutKills } from '../../src/campaign/kills/carry-out-kills.ts';
import { isWitnessed } from '../../src/campaign/kills/is-witnessed.ts';
import { type KillOrder, type KillStep, killSteps } from '../../src/campaign/kills/kill-steps.ts';
import { planKills } from '../../src/campaign/kills/plan-kills.ts';

const countOf = (orders: readonly KillOrder[]) =>
  killSteps.map((step) => orders.filter((order) => order.step === step).length);

describe('the plan of the kills', () => {
  test('has every step as often as was asked for, in an order of its own', () => {
    const left = () => ({ small: 4965, large: 10 });
    const orders = [...planKills(15, left, chanceOf(1, 'kills'))];
    expect(countOf(orders)).toEqual([15, 15, 15, 15, 15, 15]);
    expect([...planKills(15, left, chanceOf(1, 'kills'))]).toEqual(orders);
    expect([...planKills(15, left, chanceOf(2, 'kills'))]).not.toEqual(orders);
  });

  test('takes steps of small sources first where these are few', () => {
    const orders = [...planKills(2, () => ({ small: 90, large: 2 }), chanceOf(1, 'kills'))];
    const isOfSmall = ({ step }: KillOrder) => step === 'after GET' || step === 'after PUT';
    expect(orders.slice(0, 4).every(isOfSmall)).toBe(true);
    expect(orders.slice(4).some(isOfSmall)).toBe(false);
  });

  test('asks for no more than is left', () => {
    let small = 1000;
    for (const { step, count } of planKills(5, () => ({ small, large: 2 }), chanceOf(3, 'kills'))) {
      if (step === 'after GET') expect(count).toBeLessThanOrEqual(small);
      if (step === 'after PUT') expect(count / 2).toBeLessThanOrEqual(small);
      if (step !== 'after GET' && step !== 'after PUT') expect(count).toBeLessThanOrEqual(2);
      small = Math.max(1, small - 200);
    }
  });
});

type Status = 'killed' | 'ended' | 'failed';

/** Deliveries that end as told, before a server that has seen what it should, or not. */
function scripted(statuses: readonly Status[], isSeen = true) {
  const left = [...statuses];
  const asked: (KillOrder | undefined)[] = [];
  let requests = 0;
  let kills = 0;
  const deliveries = {
    async run(_work: string, kill?: KillOrder) {
      asked.push(kill);
      if (isSeen) requests += 1;
      return { status: left.shift()! };
    },
  } as unknown as Deliveries;
  const aws = {
    counters: async () => ({
      requests: { GetObject: requests },
      uploads: { created: 0, completed: 0, aborted: 0 },
    }),
  } as unknown as Parameters<typeof carryOutKills>[0]['aws'];
  const onKilled = () => {
    kills += 1;
  };
  return {
    asked,
    kills: () => kills,
    run: (orders: readonly KillOrder[]) => carryOutKills({ deliveries, aws, onKilled }, orders),
  };
}

const order: KillOrder = { step: 'after GET', count: 7 };

describe('kills', () => {
  test('are counted by step', async () => {
    const { run, kills } = scripted(['killed', 'killed']);
    expect(await run([order, order])).toEqual([{ step: 'after GET', wanted: 2, killed: 2 }]);
    expect(kills()).toBe(2);
  });

  test('are asked for again, at the first occasion, where a process failed by itself or came to its end', async () => {
    const { run, asked } = scripted(['failed', 'ended', 'killed']);
    expect(await run([order])).toEqual([{ step: 'after GET', wanted: 1, killed: 1 }]);
    expect(asked.map((kill) => kill?.count)).toEqual([7, 1, 1]);
  });

  test('do not count where there is nothing left to be killed at', async () => {
    const { run, asked } = scripted(['ended', 'ended', 'killed']);
    expect(await run([order])).toEqual([{ step: 'after GET', wanted: 1, killed: 0 }]);
    expect(asked).toHaveLength(2);
  });

  test('do not count where the server has seen nothing of it', async () => {
    const { run, kills } = scripted(Array(9).fill('killed'), false);
    expect(await run([order])).toEqual([{ step: 'after GET', wanted: 1, killed: 0 }]);
    expect(kills()).toBe(0);
  });
});

const seen = (requests: Record<string, number>, created = 0, completed = 0, aborted = 0) => ({
  requests,
  uploads: { created, completed, aborted },
});

test.each<[KillStep, ReturnType<typeof seen>, ReturnType<typeof seen>]>([
  ['after GET', seen({ GetObject: 4 }), seen({ GetObject: 5 })],
  ['after PUT', seen({}), seen({ PutObject: 1 })],
  ['after Create', seen({}, 2, 1, 1), seen({}, 3, 1, 1)],
  ['between parts', seen({}, 2, 1, 1), seen({ UploadPart: 1 }, 3, 1, 1)],
  ['before Complete', seen({}, 2, 1, 1), seen({ UploadPart: 3 }, 3, 1, 1)],
  ['after Complete', seen({}, 2, 1, 1), seen({ UploadPart: 3 }, 3, 2, 1)],
])('the server bears witness of a death %s, and not when nothing has happened', (step, before, after) => {
  expect(isWitnessed(step, before, after)).toBe(true);
  expect(isWitnessed(step, before, before)).toBe(false);
});

test('parts that were sent are no witness where no upload is open', () => {
  expect(isWitnessed('between parts', seen({}), seen({ UploadPart: 1 }, 1, 0, 1))).toBe(false);
});
