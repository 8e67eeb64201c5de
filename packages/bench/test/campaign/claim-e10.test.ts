import { expect, test } from 'vitest';
import type { CampaignRecord } from '../../src/campaign/campaign-record.ts';
import { availabilitySeen, claimE10, deliveredShare } from '../../src/campaign/claim-e10.ts';
import { faultMix, MOST_RATE } from '../../src/campaign/fault-mix.ts';

const campaign = (values: object) =>
  ({
    sources: { files: 1000, large: 2, bad: 10, rows: 0, bytes: 0 },
    judgement: { delivered: 990 },
    deliveredAtFirst: 0.995,
    redrive: { letters: 15, drained: 5, left: 10, elapsedMs: 2_000 },
    requestsSent: 4_000,
    runs: [{ faults: 1_000 }, { faults: 600 }],
    ...values,
  }) as unknown as CampaignRecord;

const verdicts = (values: object) => claimE10(campaign(values)).map(({ holds }) => holds);

test('E10 holds where nearly all were delivered with retries, and all in the end, soon', () => {
  expect(verdicts({})).toEqual([true, true, true]);
});

test('E10 fails by each of its parts', () => {
  expect(verdicts({ deliveredAtFirst: 0.99 })).toEqual([false, true, true]);
  const slow = { letters: 15, drained: 5, left: 10, elapsedMs: 301_000 };
  expect(verdicts({ redrive: slow })).toEqual([true, false, true]);
  expect(verdicts({ redrive: { ...slow, elapsedMs: 10, left: 11 } })).toEqual([true, false, true]);
  expect(verdicts({ judgement: { delivered: 989 } })).toEqual([true, true, false]);
});

test('bad data is nobody’s failure to deliver', () => {
  expect(deliveredShare(campaign({}))).toBe(1);
});

test('availability is the share of requests that nothing struck', () => {
  expect(availabilitySeen(campaign({}))).toBeCloseTo(0.6);
  expect(availabilitySeen(campaign({ requestsSent: 0, runs: [] }))).toBe(1);
});

test('the mix has every kind of fault at one rate, up to all requests', () => {
  expect(faultMix(0.05).rules.map(({ fault, strikes }) => [fault.kind, strikes])).toEqual(
    [
      'slow-down',
      'internal-error',
      'reset',
      'reset',
      'time-out',
      'time-out',
      'slow-body',
      'cut-body',
      'cut-body',
    ].map((kind) => [kind, { rate: 0.05 }]),
  );
  expect(faultMix(MOST_RATE).rules).toHaveLength(9);
  expect(() => faultMix(0.12)).toThrow('add up to more than 1');
});
