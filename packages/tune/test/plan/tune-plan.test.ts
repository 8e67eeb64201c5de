import { expect, test } from 'vitest';
import { describeFunction } from '../../src/invoke/describe-function.ts';
import { arrivalMs } from '../../src/load/arrival-time.ts';
import { runTune } from '../../src/load/run-tune.ts';
import { preparePayloads } from '../../src/payloads/prepare-payloads.ts';
import { planVisits } from '../../src/plan/plan-visits.ts';
import { planSha256, planTune } from '../../src/plan/tune-plan.ts';
import { openSetup, price, tuneRequest } from '../support/tune-setup.ts';

async function factsOf(target = 'worker', more = {}) {
  await using setup = await openSetup();
  const worker = setup.aws.add('worker', more);
  worker.publish('one');
  worker.createAlias({ Name: 'live', FunctionVersion: '1', Description: '' });
  worker.update({ CodeSha256: 'code-2' }, undefined);
  return describeFunction(setup.aws.clients(), target);
}

test('every size has its samples, spread over the rounds', async () => {
  const request = await tuneRequest({ memoryMb: [128, 512, 1024], samples: 10, coldSamples: 2 });
  const visits = planVisits(request);
  for (const memoryMb of request.memoryMb) {
    const own = visits.filter(({ size }) => size.memoryMb === memoryMb);
    expect(own.filter(({ cold }) => cold === null)).toHaveLength(10);
    expect(own.flatMap(({ cold, round }) => (cold === null ? [] : [round]))).toEqual([4, 9]);
  }
  const numbers = visits.flatMap(({ samples }) => samples.map(({ number }) => number));
  expect(numbers).toEqual(numbers.map((_, index) => index));
});

test('several at once have two events each in three visits at least', async () => {
  const visits = planVisits(
    await tuneRequest({ memoryMb: [512], concurrency: [1, 16], samples: 30, coldSamples: 0 }),
  );
  const many = visits.filter(({ size }) => size.concurrency === 16);
  expect(many.map(({ samples }) => samples.length)).toEqual([32, 32, 32]);
  expect(many.flatMap(({ samples }) => samples.map(({ turn }) => turn))).toEqual(
    Array.from({ length: 96 }, (_, turn) => turn),
  );
});

test('a fixed rate is one visit of as many events as come due', async () => {
  const load = { kind: 'fixed-rate', perSecond: 10, seconds: 5, rampSeconds: 2 } as const;
  const visits = planVisits(
    await tuneRequest({ memoryMb: [512], concurrency: [1, 4], load, coldSamples: 0 }),
  );
  expect(visits.map(({ samples }) => samples.length)).toEqual([40]);
});

test('events of a ramp come closer together until the rate is reached, and then evenly', () => {
  const due = Array.from({ length: 40 }, (_, index) => arrivalMs(index, 10, 2));
  const gaps = due.slice(1).map((at, index) => at - due[index]!);
  expect(gaps.slice(0, 9).every((gap, index) => gap >= gaps[index + 1]! - 1e-9)).toBe(true);
  expect(gaps.slice(11).every((gap) => Math.abs(gap - 100) < 1e-9)).toBe(true);
  expect(arrivalMs(10, 10, 2)).toBeCloseTo(2000, 9);
  expect(arrivalMs(3, 10, 0)).toBe(300);
});

test('a plan tells invocations, versions and money before anything is done', async () => {
  const facts = await factsOf();
  const request = await tuneRequest({
    memoryMb: [1024, 2048],
    samples: 5,
    coldSamples: 2,
    warmUps: 3,
    concurrency: [1, 2],
  });
  const plan = planTune(request, facts, price);
  // At two at once 3 visits of 4 events; 2 × 3 warm-ups.
  expect(plan.invocations).toEqual({ warm: 2 * (5 + 12), cold: 4, warmUps: 12, all: 50 });
  expect(plan.versions).toBe(6);
  const each = 5 + 12 + 2 + 6;
  expect(plan.dollars.guess).toBeCloseTo(each * (0.01 * (1769 / 1024)) + each * 0.02, 10);
  expect(plan.dollars.most).toBeCloseTo(each * 30 * 0.01 + each * 30 * 0.02, 10);
  expect(plan.refusals).toEqual([]);
});

test('what costs more than is allowed is refused before anything is changed', async () => {
  await using setup = await openSetup();
  await expect(runTune(await tuneRequest({ maxDollars: 0.01 }), setup.dependencies)).rejects.toThrow(
    '--max-usd',
  );
  expect(setup.aws.story).toEqual([]);
});

test('a version with other code than $LATEST is refused, and a copy of it is not', async () => {
  const facts = await factsOf('worker:live');
  const refused = planTune(await tuneRequest({ target: 'worker:live' }), facts, price);
  expect(refused.refusals.join()).toContain('tune a copy of it (--copy)');
  expect(planTune(await tuneRequest({ target: 'worker:live', isCopy: true }), facts, price).refusals).toEqual(
    [],
  );
});

test('a function that writes no REPORT is refused, and a copy that writes one is not', async () => {
  const facts = await factsOf('worker', { LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' } });
  const refused = planTune(await tuneRequest(), facts, price);
  expect(refused.refusals.join()).toContain('leaves out the REPORT');
  expect(planTune(await tuneRequest({ isCopy: true }), facts, price).refusals).toEqual([]);
});

test('engines are for functions of ours', async () => {
  const plan = planTune(await tuneRequest({ engines: ['simd'] }), await factsOf(), price);
  expect(plan.refusals.join()).toContain('leave out --engines');
});

test('payloads that are sent once must be enough, warm-ups included', async () => {
  const source = { kind: 'list', texts: ['1', '2'], once: true, description: 'two lines' } as const;
  const payloads = await preparePayloads(source, { runId: 'run', keep: false });
  const plan = planTune(await tuneRequest({ payloads }), await factsOf(), price);
  expect(plan.refusals.join()).toContain('two lines has 2');
});

test('an event source of $LATEST, too little concurrency and SnapStart are warned of', async () => {
  const facts = {
    ...(await factsOf()),
    snapStart: true,
    eventSources: [{ arn: 'arn:aws:sqs:eu-north-1:1:jobs', isEnabled: true, invokes: '$LATEST' }],
    concurrency: { reserved: 2, provisioned: null, unreserved: 900 },
  };
  const { warnings } = planTune(await tuneRequest({ concurrency: [4] }), facts, price);
  expect(warnings).toHaveLength(3);
  expect(warnings[0]).toContain('--copy leaves it alone');
  expect(planTune(await tuneRequest({ concurrency: [1], isCopy: true }), facts, price).warnings).toHaveLength(
    1,
  );
});

test('of environments that are kept ready it is said which figures have them', async () => {
  const facts = await factsOf('worker:live');
  const concurrency = { ...facts.concurrency, provisioned: 10 };
  const { warnings } = planTune(await tuneRequest({ isCopy: true }), { ...facts, concurrency }, price);
  expect(warnings.join()).toContain('live of worker keeps 10 environments ready');
  expect(warnings.join()).toContain('with --events-per-month, the month of each size tells');
});

test('whatever decides the samples changes the hash of a plan, and what does not, does not', async () => {
  const facts = await factsOf();
  const hashOf = async (changes = {}) => planSha256(await tuneRequest(changes), facts);
  const same = await hashOf();
  expect(await hashOf({ maxDollars: 5, runId: 'x' })).toBe(same);
  for (const change of [{ seed: 1 }, { samples: 4 }, { memoryMb: [512] }, { coldSamples: 0 }]) {
    expect(await hashOf(change)).not.toBe(same);
  }
});
