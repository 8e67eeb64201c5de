import { expect, test } from 'vitest';
import { invokeVersion } from '../../src/fresh/invoke-version.ts';
import { describeFunction } from '../../src/invoke/describe-function.ts';
import { HOST_SHARE_HEADER } from '../../src/invoke/host-share.ts';
import { FakeFailure } from '../support/fake-answer.ts';
import { openSetup, type Setup } from '../support/tune-setup.ts';

async function invoke({ dependencies }: Setup) {
  const { clients, clock } = dependencies;
  const facts = await describeFunction(clients, 'worker');
  return await invokeVersion(clients, clock, { facts, version: '$LATEST', memoryMb: 1024, event: '{"a":1}' });
}

test('an answer comes with its REPORT', async () => {
  await using setup = await openSetup();
  setup.aws.behaviour = () => ({ durationMs: 41, initMs: 9, maxMemoryMb: 77, answer: { said: 1 } });
  expect(await invoke(setup)).toMatchObject({
    status: 'answered',
    answer: { said: 1 },
    report: { durationMs: 41, billedMs: 50, initMs: 9, maxMemoryUsedMb: 77 },
  });
  expect(setup.aws.invocations[0]?.payload).toBe('{"a":1}');
});

test('a sample that a local host spoiled says why', async () => {
  await using setup = await openSetup();
  const share = { control: 'cgroup', isSpoiled: true, because: 'others were busy' };
  setup.aws.behaviour = () => ({ durationMs: 1, headers: { [HOST_SHARE_HEADER]: JSON.stringify(share) } });
  expect(await invoke(setup)).toMatchObject({ status: 'answered', spoiledBecause: 'others were busy' });
});

test('what a function throws is told in its words, with what is billed of it', async () => {
  await using setup = await openSetup();
  const error = { errorType: 'BadInputError', errorMessage: 'a.csv row 1: cannot be read' };
  setup.aws.behaviour = () => ({ durationMs: 20, error });
  expect(await invoke(setup)).toEqual({
    status: 'failed',
    error: 'BadInputError: a.csv row 1: cannot be read',
    billedMs: 20,
  });
});

test('what is throttled is sent again when it may be', async () => {
  await using setup = await openSetup();
  let refusals = 2;
  setup.aws.behaviour = () => {
    refusals -= 1;
    if (refusals < 0) return { durationMs: 5 };
    const reason = { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' };
    return new FakeFailure(429, 'TooManyRequestsException', 'Rate exceeded', reason, { 'retry-after': '3' });
  };
  expect(await invoke(setup)).toMatchObject({ status: 'answered' });
  expect(setup.clock.slept.filter((ms) => ms === 3000)).toHaveLength(2);
});

test('what is throttled for ever is given up after five times', async () => {
  await using setup = await openSetup();
  setup.aws.behaviour = () => new FakeFailure(429, 'TooManyRequestsException', 'Rate exceeded');
  expect(await invoke(setup)).toEqual({
    status: 'failed',
    error: 'throttled (429, unknown), 5 times',
    billedMs: 0,
  });
});

test('trouble of Lambda’s is no sample', async () => {
  await using setup = await openSetup();
  setup.aws.behaviour = () => new FakeFailure(500, 'ServiceException', 'try later');
  expect(await invoke(setup)).toEqual({
    status: 'failed',
    error: 'ServiceException: try later',
    billedMs: null,
  });
});

test('an answer without a REPORT is a failure, for its time is not known', async () => {
  await using setup = await openSetup();
  setup.aws.behaviour = () => ({ durationMs: 5, tail: () => '', logs: () => '' });
  const answer = await invoke(setup);
  expect(answer).toMatchObject({ status: 'failed', billedMs: null });
  expect(answer.status === 'failed' && answer.error).toContain('REPORT');
});
