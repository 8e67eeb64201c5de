import { mkdirSync, rmSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runTune } from '../../src/load/run-tune.ts';
import { type Payloads, preparePayloads } from '../../src/payloads/prepare-payloads.ts';
import type { TuneRequest } from '../../src/plan/tune-request.ts';
import { journalPath, samplesPath } from '../../src/versions/journal.ts';
import { takeLock } from '../../src/versions/lock.ts';
import { FakeFailure } from '../support/fake-answer.ts';
import { openSetup, RUN_ID, tuneRequest } from '../support/tune-setup.ts';

const outcomesOf = (samples: readonly { outcome: string; memoryMb: number }[], memoryMb: number) =>
  samples
    .filter((sample) => sample.memoryMb === memoryMb)
    .map(({ outcome }) => outcome)
    .sort();

test('a tune takes cold and warm samples of every size and leaves the function as it was', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  const before = { ...worker.latest };
  const run = await runTune(await tuneRequest(), setup.dependencies);
  expect(outcomesOf(run.samples, 512)).toEqual(['cold', 'warm', 'warm', 'warm']);
  expect(outcomesOf(run.samples, 1769)).toEqual(['cold', 'warm', 'warm', 'warm']);
  expect(run.samples.map(({ slot }) => slot)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect({ ...worker.latest, RevisionId: before.RevisionId }).toEqual(before);
  expect(worker.versions.size).toBe(0);
  expect(worker.aliases.size).toBe(0);
  expect(run.leftBehind).toEqual([]);
  expect(run.gaps).toEqual([]);
});

test('$LATEST has its own size again before the first event is sent', async () => {
  await using setup = await openSetup();
  let memoryMb = 0;
  setup.aws.behaviour = () => {
    memoryMb = setup.aws.functions.get('worker')!.latest.MemorySize;
    return { durationMs: 10 };
  };
  await runTune(await tuneRequest(), setup.dependencies);
  expect(memoryMb).toBe(1024);
  expect(setup.aws.story.slice(-6, -5)).toEqual(['UpdateFunctionConfiguration 1024']);
});

test('the bill holds the warm-ups, which are no samples', async () => {
  await using setup = await openSetup();
  setup.aws.behaviour = () => ({ durationMs: 1000 });
  const run = await runTune(
    await tuneRequest({ memoryMb: [2048, 1024], coldSamples: 0, warmUps: 2 }),
    setup.dependencies,
  );
  expect(run.warmUps).toBe(4);
  expect(run.samples).toHaveLength(6);
  // Five of a second at 2 GB, five at 1 GB, a cent for each GB-second.
  expect(run.spentDollars).toBeCloseTo(5 * 0.02 + 5 * 0.01, 10);
});

test('the same seed gives the same order, another one another', async () => {
  const orderOf = async (seed: number) => {
    await using setup = await openSetup();
    const memoryMb = [128, 256, 512, 1024, 2048];
    const run = await runTune(await tuneRequest({ seed, memoryMb, coldSamples: 0 }), setup.dependencies);
    return run.samples.map((sample) => sample.memoryMb).join(' ');
  };
  const first = await orderOf(1);
  expect(await orderOf(1)).toBe(first);
  expect(await orderOf(2)).not.toBe(first);
});

test('engines of ours are set by ENGINE and everything else of the environment stays', async () => {
  await using setup = await openSetup();
  const variables = { PARQUETRY_FUNCTION: 'convert', ENGINE: 'simd', SECRET: 'kept' };
  const worker = setup.aws.add('worker', { Environment: { Variables: variables } });
  setup.aws.behaviour = ({ engine }) => ({
    durationMs: engine === 'simd' ? 50 : 100,
    answer: {
      parquetry: { version: 1, stages: { read: 1 }, cpuMs: 7, requests: { GetObject: 1 }, bytesRead: 99 },
    },
  });
  const request = await tuneRequest({ engines: ['simd', 'sequential'], coldSamples: 0 });
  const run = await runTune(request, setup.dependencies);
  expect(new Set(run.samples.map(({ engine, memoryMb }) => `${engine} ${memoryMb}`)).size).toBe(4);
  expect(run.samples.every(({ durationMs, engine }) => durationMs === (engine === 'simd' ? 50 : 100))).toBe(
    true,
  );
  const [{ cpuMs, inputBytes, requests, stages } = {}] = run.samples;
  expect({ cpuMs, inputBytes, requests, stages }).toEqual({
    cpuMs: 7,
    inputBytes: 99,
    requests: { GetObject: 1 },
    stages: { read: 1 },
  });
  expect(worker.latest.Environment.Variables).toEqual(variables);
});

test('an engine that was not set is not set afterwards', async () => {
  await using setup = await openSetup();
  const variables = { PARQUETRY_FUNCTION: 'bench' };
  const worker = setup.aws.add('worker', { Environment: { Variables: variables } });
  await runTune(await tuneRequest({ engines: ['simd'], memoryMb: [1024] }), setup.dependencies);
  expect(worker.latest.Environment.Variables).toEqual(variables);
});

test('one size alone, the one that is set, is published anew for each cold sample', async () => {
  await using setup = await openSetup();
  const run = await runTune(await tuneRequest({ memoryMb: [1024], coldSamples: 3 }), setup.dependencies);
  expect(outcomesOf(run.samples, 1024)).toEqual(['cold', 'cold', 'cold', 'warm', 'warm', 'warm']);
  expect(setup.aws.functions.get('worker')!.versions.size).toBe(0);
});

test('several at once are as many as were asked for, and warmed up', async () => {
  await using setup = await openSetup();
  const request = await tuneRequest({ concurrency: [4], memoryMb: [512], samples: 8, coldSamples: 0 });
  const run = await runTune(request, setup.dependencies);
  expect(setup.aws.mostAtOnce).toBe(4);
  expect(run.samples.length).toBeGreaterThanOrEqual(24);
  expect(new Set(run.samples.map(({ outcome }) => outcome))).toEqual(new Set(['warm']));
  expect(new Set(run.samples.map(({ round }) => round)).size).toBe(3);
});

test('no two events have the same unique payload, warm-ups included', async () => {
  await using setup = await openSetup();
  const source = { kind: 'template', text: '{"n":{{index}}}', description: 'a test' } as const;
  const payloads = await preparePayloads(source, { runId: RUN_ID, keep: false });
  await runTune(await tuneRequest({ payloads, concurrency: [2] }), setup.dependencies);
  const sent = setup.aws.invocations.map(({ payload }) => payload);
  expect(new Set(sent).size).toBe(sent.length);
});

test('a size that always times out is a finding after two, and the others are measured', async () => {
  await using setup = await openSetup();
  setup.aws.behaviour = ({ memoryMb }) =>
    memoryMb === 512
      ? {
          durationMs: 30_000,
          reportEnd: 'Status: timeout',
          error: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 30.00 seconds' },
        }
      : { durationMs: 100 };
  const run = await runTune(
    await tuneRequest({ samples: 20, coldSamples: 0, warmUps: 1 }),
    setup.dependencies,
  );
  expect(outcomesOf(run.samples, 512)).toEqual(['timeout', 'timeout']);
  expect(outcomesOf(run.samples, 1769)).toHaveLength(20);
  expect(run.gaps.map(({ memoryMb, status }) => ({ memoryMb, status }))).toEqual([
    { memoryMb: 512, status: 'finding' },
  ]);
  expect(run.gaps[0]!.because).toContain('Task timed out after 30.00 seconds');
  expect(setup.told.filter(({ kind }) => kind === 'size-closed')).toHaveLength(1);
});

test('a size that runs out of memory is a finding', async () => {
  await using setup = await openSetup();
  setup.aws.behaviour = ({ memoryMb }) =>
    memoryMb === 512
      ? {
          durationMs: 900,
          maxMemoryMb: 512,
          reportEnd: 'Status: error\tError Type: Runtime.OutOfMemory',
          error: {
            errorType: 'Runtime.OutOfMemory',
            errorMessage: 'Error: Runtime exited with error: signal: killed',
          },
        }
      : { durationMs: 100 };
  const run = await runTune(await tuneRequest({ coldSamples: 0 }), setup.dependencies);
  expect(outcomesOf(run.samples, 512)).toEqual(['out-of-memory', 'out-of-memory']);
  expect(run.gaps.map(({ status }) => status)).toEqual(['finding']);
});

test('a function that answers with errors is not measured, and the last error is told', async () => {
  await using setup = await openSetup();
  const error = { errorType: 'TypeError', errorMessage: 'a is not a function' };
  setup.aws.behaviour = () => ({ durationMs: 5, error });
  const run = await runTune(await tuneRequest({ samples: 10, coldSamples: 0 }), setup.dependencies);
  expect(outcomesOf(run.samples, 512)).toEqual(['failed', 'failed', 'failed']);
  expect(run.gaps.map(({ status }) => status)).toEqual(['not-measured', 'not-measured']);
  expect(run.gaps[0]!.because).toContain('TypeError: a is not a function');
});

const throttled = (seconds?: string) =>
  new FakeFailure(
    429,
    'TooManyRequestsException',
    'Rate Exceeded.',
    { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
    seconds === undefined ? {} : { 'retry-after': seconds },
  );

test('a 429 is a sample of its own, is waited for as long as it says, and tried again', async () => {
  await using setup = await openSetup();
  let isFirst = true;
  setup.aws.behaviour = () => {
    if (!isFirst) return { durationMs: 100 };
    isFirst = false;
    return throttled('7');
  };
  const request = await tuneRequest({ memoryMb: [512], coldSamples: 0, warmUps: 0 });
  const run = await runTune(request, setup.dependencies);
  expect(run.samples[0]!.throttleReason).toBe('ReservedFunctionConcurrentInvocationLimitExceeded');
  expect(setup.clock.slept).toContain(7000);
  expect(outcomesOf(run.samples, 512)).toEqual(['throttled', 'warm', 'warm', 'warm'].sort());
});

test('a storm of 429 ends: no event is tried more than five times', async () => {
  await using setup = await openSetup();
  setup.aws.behaviour = () => throttled();
  const run = await runTune(
    await tuneRequest({ coldSamples: 0, warmUps: 0, samples: 50 }),
    setup.dependencies,
  );
  expect(outcomesOf(run.samples, 512)).toEqual(Array.from({ length: 10 }, () => 'throttled'));
  expect(run.gaps.map(({ status }) => status)).toEqual(['not-measured', 'not-measured']);
  expect(run.gaps[0]!.because).toContain('ReservedFunctionConcurrentInvocationLimitExceeded');
  expect(run.spentDollars).toBe(0);
});

const host = (isSpoiled: boolean) => ({
  'x-local-aws-sample': JSON.stringify({ control: 'cgroup', isSpoiled, because: 'run delay of 30 ms' }),
});

test('what a busy host spoiled is kept, told, and taken again', async () => {
  await using setup = await openSetup();
  setup.aws.behaviour = ({ number }) => ({ durationMs: 100, headers: host(number === 1) });
  const request = await tuneRequest({ place: 'local', memoryMb: [512], coldSamples: 0 });
  const run = await runTune(request, setup.dependencies);
  expect(run.samples.map(({ discarded }) => discarded)).toEqual([
    'run delay of 30 ms',
    undefined,
    undefined,
    undefined,
  ]);
  expect(run.cpuControl).toBe('cgroup');
  expect(run.function.arn).toBeNull();
});

test('a size whose samples are mostly spoiled is not measurable here', async () => {
  await using setup = await openSetup();
  setup.aws.behaviour = () => ({ durationMs: 100, headers: host(true) });
  const request = await tuneRequest({ place: 'local', memoryMb: [512], coldSamples: 0, samples: 40 });
  const run = await runTune(request, setup.dependencies);
  expect(run.gaps.map(({ status }) => status)).toEqual(['not-measurable']);
  expect(run.samples).toHaveLength(10);
});

test('nothing is sent once the money is spent, and the sizes without figures are named', async () => {
  await using setup = await openSetup();
  setup.aws.behaviour = () => ({ durationMs: 1000 });
  const request = await tuneRequest({
    memoryMb: [1024, 2048],
    samples: 100,
    coldSamples: 0,
    warmUps: 0,
    maxDollars: 5,
  });
  const cheap = { ...request, samples: 10, maxDollars: 0.05 };
  await expect(runTune(cheap, setup.dependencies)).rejects.toThrow('more than the $0.05 allowed');
  const dear = { ...setup.dependencies, price: setup.dependencies.price };
  setup.aws.behaviour = () => ({ durationMs: 25_000 });
  const run = await runTune(request, dear);
  expect(run.stoppedBecause).toContain('$5 are allowed');
  expect(run.spentDollars).toBeGreaterThanOrEqual(5);
  expect(run.spentDollars).toBeLessThan(5.6);
});

test('a fixed rate sends at its times, whatever comes back', async () => {
  await using setup = await openSetup();
  setup.aws.behaviour = () => ({ durationMs: 1000 });
  const load = { kind: 'fixed-rate', perSecond: 10, seconds: 2, rampSeconds: 0 } as const;
  const request = await tuneRequest({ memoryMb: [512], load, coldSamples: 0, warmUps: 0 });
  const run = await runTune(request, setup.dependencies);
  expect(run.samples).toHaveLength(20);
  expect(setup.aws.mostAtOnce).toBe(10);
  expect(run.plan.load).toEqual(load);
});

test('what a fixed rate sends later than planned is told', async () => {
  await using setup = await openSetup();
  setup.aws.before = ({ operation }) => {
    if (operation === 'Invoke' && setup.aws.countOf('Invoke') === 3) setup.clock.advance(250);
  };
  const load = { kind: 'fixed-rate', perSecond: 10, seconds: 1, rampSeconds: 0 } as const;
  const request = await tuneRequest({ memoryMb: [512], load, coldSamples: 0, warmUps: 0 });
  const run = await runTune(request, setup.dependencies);
  expect(run.samples).toHaveLength(10);
  const [first] = run.lateSends;
  expect(first!.slot).toBe(3);
  expect(first!.lateMs).toBeCloseTo(150, 0);
  expect(run.lateSends.length).toBeLessThan(4);
});

test('progress tells samples, sizes and money', async () => {
  await using setup = await openSetup();
  await runTune(await tuneRequest(), setup.dependencies);
  const last = setup.told.filter(({ kind }) => kind === 'sampled').at(-1)!;
  expect(last).toEqual({
    kind: 'sampled',
    samples: 8,
    of: 8,
    sizes: 2,
    ofSizes: 2,
    spentDollars: expect.any(Number),
  });
  expect(setup.told.filter(({ kind }) => kind === 'preparing')).toHaveLength(4);
  expect(setup.told.at(-1)).toEqual({ kind: 'cleaning-up' });
});

test('a tune that was called off goes on where it was, and takes no sample twice', async () => {
  await using setup = await openSetup();
  setup.aws.behaviour = ({ number }) => {
    if (number === 5) setup.abort.abort(new Error('called off'));
    return { durationMs: 100 };
  };
  const request = await tuneRequest({ samples: 6 });
  await expect(runTune(request, setup.dependencies)).rejects.toThrow('called off');
  const before = setup.aws.invocations.length;
  setup.aws.behaviour = () => ({ durationMs: 100 });
  const signal = new AbortController().signal;
  const run = await runTune(request, { ...setup.dependencies, signal, isResumed: true });
  expect(run.samples).toHaveLength(14);
  expect(new Set(run.samples.map(({ slot }) => slot)).size).toBe(14);
  expect(setup.aws.invocations.length).toBeLessThan(before + 14 + 2);
  expect(setup.aws.functions.get('worker')!.versions.size).toBe(0);
});

test('another plan is not resumed', async () => {
  await using setup = await openSetup();
  await runTune(await tuneRequest(), setup.dependencies);
  const resumed = { ...setup.dependencies, isResumed: true };
  await expect(runTune(await tuneRequest({ seed: 8 }), resumed)).rejects.toThrow(
    `run ${RUN_ID} was begun with other`,
  );
});

test('a run that was killed in the middle is resumed with the function as it was before it', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  let isDead = false;
  setup.aws.before = ({ operation }) => {
    if (operation === 'Invoke') isDead = true;
    if (isDead) throw new Error('the machine is gone');
  };
  const cut = await runTune(await tuneRequest(), setup.dependencies);
  expect(cut.leftBehind.join()).toContain(`parquetry tune cleanup worker --run ${RUN_ID}`);
  worker.latest = { ...worker.latest, MemorySize: 512 };
  setup.aws.before = () => {};
  const run = await runTune(await tuneRequest(), { ...setup.dependencies, isResumed: true });
  expect(run.function.memoryMb).toBe(1024);
  expect(worker.latest.MemorySize).toBe(1024);
  expect(worker.versions.size).toBe(0);
  expect(worker.aliases.size).toBe(0);
});

test('a run that was called off before its first sample is resumed', async () => {
  await using setup = await openSetup();
  setup.aws.before = ({ operation }) => {
    if (operation === 'PublishVersion') setup.abort.abort(new Error('called off'));
  };
  await expect(runTune(await tuneRequest(), setup.dependencies)).rejects.toThrow('called off');
  setup.aws.before = () => {};
  const { signal } = new AbortController();
  const run = await runTune(await tuneRequest(), { ...setup.dependencies, signal, isResumed: true });
  expect(run.samples).toHaveLength(8);
});

/** Called off with an event in flight, which no log knows; what was sent, of both runs. */
async function sentAround(payloads: Payloads, changes: Partial<TuneRequest> = {}) {
  await using setup = await openSetup();
  const sent: string[] = [];
  setup.aws.behaviour = ({ payload }) => {
    sent.push(payload);
    if (sent.length === 5) setup.abort.abort(new Error('called off'));
    return { durationMs: 10 };
  };
  const request = await tuneRequest({ payloads, ...changes });
  await expect(runTune(request, setup.dependencies)).rejects.toThrow('called off');
  const { signal } = new AbortController();
  const run = await runTune(request, { ...setup.dependencies, signal, isResumed: true }).catch(
    (error: Error) => error,
  );
  return { sent, run };
}

test('no unique payload is sent twice when a run is resumed, those in flight included', async () => {
  const source = { kind: 'template', text: '{"i":"{{index}}"}', description: 'a template' } as const;
  const payloads = await preparePayloads(source, { runId: RUN_ID, keep: false });
  const { run, sent } = await sentAround(payloads);
  if (run instanceof Error) throw run;
  expect(new Set(sent).size).toBe(sent.length);
  expect(sent.length).toBeGreaterThan(8);
  const slots = run.samples.map(({ slot }) => slot);
  expect(new Set(slots).size).toBe(slots.length);
});

test('a run is not resumed whose payloads would run out before each was sent once', async () => {
  const listOf = (count: number) =>
    preparePayloads(
      {
        kind: 'list',
        texts: Array.from({ length: count }, (_, line) => `{"line":${line}}`),
        once: true,
        description: 'lines',
      },
      { runId: RUN_ID, keep: false },
    );
  const short = await sentAround(await listOf(10));
  expect(String(short.run)).toContain('of the 10 payloads of lines were sent before run');
  const enough = await sentAround(await listOf(20));
  expect(enough.run).not.toBeInstanceOf(Error);
  expect(new Set(enough.sent).size).toBe(enough.sent.length);
});

test('a run that did not get its function leaves no journal, so that nobody takes it for one to resume', async () => {
  await using setup = await openSetup();
  const { clients, clock, directory } = setup.dependencies;
  const plane = { lambda: clients.lambda, clock, signal: undefined };
  await takeLock(plane, 'worker', {
    runId: 'other',
    atMs: clock.nowMs(),
    memoryMb: 1024,
    engine: undefined,
    triedMemoryMb: [512],
    triedEngines: [],
  });
  await expect(runTune(await tuneRequest(), setup.dependencies)).rejects.toThrow('run other locked worker');
  expect(await readdir(directory)).toEqual([]);
  const resumed = { ...setup.dependencies, isResumed: true };
  await expect(runTune(await tuneRequest(), resumed)).rejects.toThrow(`there is no run ${RUN_ID}`);
});

test('a run that nobody began is not resumed, and nothing is touched', async () => {
  await using setup = await openSetup();
  const resumed = { ...setup.dependencies, isResumed: true };
  await expect(runTune(await tuneRequest(), resumed)).rejects.toThrow(`there is no run ${RUN_ID}`);
  expect(setup.aws.calls).toEqual([]);
});

test('a line that was cut by the end of the machine is left out when its run is resumed', async () => {
  await using setup = await openSetup();
  await runTune(await tuneRequest(), setup.dependencies);
  const path = samplesPath(setup.dependencies.directory, RUN_ID);
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.slice(0, -20));
  const run = await runTune(await tuneRequest(), { ...setup.dependencies, isResumed: true });
  expect(run.samples).toHaveLength(8);
});

test('a journal that cannot be written keeps nobody from giving the function back', async () => {
  await using setup = await openSetup();
  const { directory } = setup.dependencies;
  setup.aws.before = ({ operation }) => {
    if (operation !== 'PublishVersion') return;
    const path = journalPath(directory, RUN_ID);
    rmSync(path);
    mkdirSync(path);
  };
  await expect(runTune(await tuneRequest(), setup.dependencies)).rejects.toThrow('EISDIR');
  const worker = setup.aws.functions.get('worker')!;
  expect([worker.latest.MemorySize, worker.versions.size, worker.aliases.size]).toEqual([1024, 0, 0]);
});
