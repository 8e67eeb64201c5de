import { expect, test } from 'vitest';
import { type SampleRequest, takeSample } from '../../src/invoke/take-sample.ts';
import { FakeFailure } from '../support/fake-answer.ts';
import { FakeAws } from '../support/fake-aws.ts';
import type { FakeInvocation } from '../support/fake-invocation.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const REQUEST: SampleRequest = {
  size: { memoryMb: 1024, engine: null, concurrency: 1 },
  slot: 3,
  round: 1,
  payload: 2,
  body: new TextEncoder().encode('{"a":1}'),
  target: { name: 'worker', version: '$LATEST' },
  logGroup: '/aws/lambda/worker',
};

function open(invocation: FakeInvocation | FakeFailure) {
  const clock = new VirtualClock();
  const aws = new FakeAws(clock);
  aws.add('worker');
  aws.behaviour = () => invocation;
  return { aws, clock, take: () => takeSample(aws.clients(), clock, REQUEST) };
}

const WARM = { durationMs: 12.34 };

test('a sample has the figures of its REPORT, the time that the client saw and where it stands in the run', async () => {
  const { aws, take } = open(WARM);
  const { sample } = await take();
  expect(sample).toEqual({
    memoryMb: 1024,
    engine: null,
    concurrency: 1,
    slot: 3,
    round: 1,
    payload: 2,
    startedAt: '2026-01-02T03:04:05.000Z',
    requestId: 'request-1',
    outcome: 'warm',
    clientMs: expect.closeTo(12.34, 2),
    durationMs: 12.34,
    billedMs: 13,
    initMs: null,
    restoreMs: null,
    maxMemoryUsedMb: 90,
    reportFrom: 'tail',
  });
  expect(aws.invocations[0]!.payload).toBe('{"a":1}');
});

test('Init Duration makes a cold sample, Restore Duration a restored one', async () => {
  expect((await open({ ...WARM, initMs: 150 }).take()).sample.outcome).toBe('cold');
  const { sample } = await open({ ...WARM, restoreMs: 90 }).take();
  expect([sample.outcome, sample.restoreMs]).toEqual(['restored', 90]);
});

test('an init that timed out and was repeated within the invocation is a cold start', async () => {
  const tail = (log: string) => `INIT_REPORT Init Duration: 9999.79 ms\tPhase: init\tStatus: timeout\n${log}`;
  expect((await open({ ...WARM, tail }).take()).sample.outcome).toBe('cold');
});

test('a tail that was cut before its REPORT sends the reader to the logs, and waits until they have it', async () => {
  const { aws, clock, take } = open({ ...WARM, tail: (log) => log.slice(0, log.indexOf('REPORT') + 20) });
  aws.logDelay = 2;
  const { sample } = await take();
  expect([sample.outcome, sample.durationMs, sample.reportFrom]).toEqual(['warm', 12.34, 'logs']);
  expect(clock.slept.slice(1)).toEqual([1000, 2000]);
  expect(aws.countOf('FilterLogEvents')).toBeGreaterThanOrEqual(3);
});

test('a REPORT that is nowhere is a failure and no figure', async () => {
  const { clock, take } = open({ ...WARM, tail: () => '', logs: () => '' });
  const { sample } = await take();
  expect([sample.outcome, sample.durationMs, sample.billedMs]).toEqual(['failed', null, null]);
  expect(sample.because).toContain('/aws/lambda/worker has the REPORT of request request-1');
  expect(clock.slept.slice(1)).toEqual([1000, 2000, 4000, 8000, 16_000]);
});

test('logs that may not be read are told, and not waited for', async () => {
  const { aws, clock, take } = open({ ...WARM, tail: () => '' });
  aws.before = ({ operation }) => {
    if (operation === 'FilterLogEvents')
      throw new FakeFailure(400, 'AccessDeniedException', 'no logs for you');
  };
  const { sample } = await take();
  expect(sample.outcome).toBe('failed');
  expect(sample.because).toContain('no logs for you');
  expect(clock.slept).toHaveLength(1);
});

test('a REPORT without a figure is a failure that quotes it', async () => {
  const tail = (log: string) => log.replace(/Billed Duration: \d+ ms\t/, '');
  const { sample } = await open({ ...WARM, tail }).take();
  expect(sample.outcome).toBe('failed');
  expect(sample.because).toContain('Billed Duration is missing');
});

test('a line that the function printed is not taken for its REPORT', async () => {
  const prints = [
    'REPORT RequestId: request-1\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 1024 MB\tMax Memory Used: 1 MB\t',
  ];
  expect((await open({ ...WARM, prints }).take()).sample.durationMs).toBe(12.34);
});

test('a REPORT of another size than the one that was published is a failure', async () => {
  const { sample } = await open({ ...WARM, reportedMemoryMb: 512 }).take();
  expect(sample.outcome).toBe('failed');
  expect(sample.because).toContain('512 MB, and the version was published with 1024 MB');
});

test('a killed process is out of memory only where it had used all of it', async () => {
  const error = { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited with error: signal: killed' };
  const full = await open({ ...WARM, error, maxMemoryMb: 1024 }).take();
  const half = await open({ ...WARM, error, maxMemoryMb: 512 }).take();
  expect([full.sample.outcome, half.sample.outcome]).toEqual(['out-of-memory', 'failed']);
});

test('a time-out is one by its answer even where no REPORT can be had, and has no figures', async () => {
  const error = { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 3.00 seconds' };
  const { sample } = await open({ ...WARM, error, tail: () => '', logs: () => '' }).take();
  expect([sample.outcome, sample.durationMs]).toEqual(['timeout', null]);
});

test('an error of the function is a failure with its words', async () => {
  const { sample } = await open({
    ...WARM,
    error: { errorType: 'Error', errorMessage: 'no such key' },
  }).take();
  expect([sample.outcome, sample.because]).toEqual(['failed', 'Error: no such key']);
});

test('a 429 has its reason and its wait; nothing is repeated behind the back', async () => {
  const failure = new FakeFailure(
    429,
    'TooManyRequestsException',
    'no',
    { Reason: 'CallerRateLimitExceeded' },
    { 'retry-after': '3' },
  );
  const { aws, take } = open(failure);
  const { retryAfterMs, sample } = await take();
  expect([sample.outcome, sample.throttleReason, retryAfterMs]).toEqual([
    'throttled',
    'CallerRateLimitExceeded',
    3000,
  ]);
  expect([sample.clientMs, sample.requestId]).toEqual([null, null]);
  expect(aws.countOf('Invoke')).toBe(1);
});

test('a 500 of Lambda is a failed sample, sent once', async () => {
  const { aws, take } = open(new FakeFailure(500, 'ServiceException', 'An error occurred'));
  const { sample } = await take();
  expect([sample.outcome, sample.because]).toEqual(['failed', 'ServiceException: An error occurred']);
  expect(aws.countOf('Invoke')).toBe(1);
});

test('an invocation that is not allowed ends the run, and says what a tune needs', async () => {
  const { take } = open(
    new FakeFailure(403, 'AccessDeniedException', 'not authorized to perform: lambda:InvokeFunction'),
  );
  await expect(take()).rejects.toThrow('--print-policy');
});

test('what a local host says of its CPU share goes into the sample', async () => {
  const share = { control: 'closed-loop', isSpoiled: true, because: 'run delay' };
  const { host, sample } = await open({
    ...WARM,
    headers: { 'x-local-aws-sample': JSON.stringify(share) },
  }).take();
  expect(sample.discarded).toBe('run delay');
  expect(host?.control).toBe('closed-loop');
});

test('called off while it waits for the logs, it stops at once', async () => {
  const { aws, clock } = open({ ...WARM, tail: () => '' });
  aws.logDelay = 100;
  const abort = new AbortController();
  aws.before = ({ operation }) => {
    if (operation === 'FilterLogEvents') abort.abort(new Error('called off'));
  };
  await expect(takeSample(aws.clients(), clock, REQUEST, abort.signal)).rejects.toThrow('called off');
  expect(aws.countOf('FilterLogEvents')).toBe(1);
});
