import { expect, test } from 'vitest';
import { runTune } from '../../src/load/run-tune.ts';
import { publishOrder } from '../../src/versions/publish-order.ts';
import { FakeFailure } from '../support/fake-answer.ts';
import { openSetup, tuneRequest } from '../support/tune-setup.ts';

const sizes = (...memoryMb: number[]) => memoryMb.map((each) => ({ memoryMb: each, engine: null }));

test('sizes take turns, so that no version is like the one before it', () => {
  const order = publishOrder(sizes(128, 512), () => 2, sizes(1024)[0]!);
  expect(order.map(({ memoryMb, use }) => `${memoryMb} ${use}`)).toEqual([
    '128 warm',
    '512 warm',
    '128 cold',
    '512 cold',
    '128 cold',
    '512 cold',
  ]);
});

test('one size alone has another between its versions', () => {
  const order = publishOrder(sizes(10_240), () => 1, sizes(10_240)[0]!);
  expect(order.map(({ memoryMb, use }) => `${memoryMb} ${use}`)).toEqual([
    '10239 spacer',
    '10240 warm',
    '10239 spacer',
    '10240 cold',
  ]);
});

test('a function that is being changed is waited for', async () => {
  await using setup = await openSetup();
  let refusals = 3;
  setup.aws.before = ({ operation }) => {
    if (operation === 'UpdateFunctionConfiguration' && refusals > 0) {
      refusals -= 1;
      throw new FakeFailure(409, 'ResourceConflictException', 'An update is in progress');
    }
  };
  const run = await runTune(await tuneRequest(), setup.dependencies);
  expect(run.samples).toHaveLength(8);
  expect(setup.clock.slept.slice(0, 3)).toEqual([500, 1000, 2000]);
});

test('a function that is being changed for ever is given up after two minutes, with the way out', async () => {
  await using setup = await openSetup();
  setup.aws.before = ({ operation }) => {
    if (operation === 'PublishVersion')
      throw new FakeFailure(429, 'TooManyRequestsException', 'Rate exceeded');
  };
  const startedMs = setup.clock.nowMs();
  await expect(runTune(await tuneRequest(), setup.dependencies)).rejects.toThrow('Try again later');
  expect(setup.clock.nowMs() - startedMs).toBeLessThan(3 * 60_000);
  expect(setup.aws.functions.get('worker')!.latest.MemorySize).toBe(1024);
});

test('an update that Lambda could not carry out is told in its words, and undone', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  const show = worker.show.bind(worker);
  worker.show = (configuration) =>
    configuration.MemorySize === 512 && configuration.Version === '$LATEST'
      ? { ...show(configuration), LastUpdateStatus: 'Failed', LastUpdateStatusReason: 'the image is gone' }
      : show(configuration);
  await expect(runTune(await tuneRequest(), setup.dependencies)).rejects.toThrow('the image is gone');
  expect([worker.latest.MemorySize, worker.aliases.size]).toEqual([1024, 0]);
});

test('a version that never becomes active is given up after ten minutes, and deleted', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  const show = worker.show.bind(worker);
  worker.show = (configuration) => ({
    ...show(configuration),
    ...(configuration.Version !== '$LATEST' && { State: 'Pending' }),
  });
  await expect(runTune(await tuneRequest(), setup.dependencies)).rejects.toThrow(
    'was not ready after ten minutes',
  );
  expect([worker.latest.MemorySize, worker.versions.size, worker.aliases.size]).toEqual([1024, 0, 0]);
});

test('somebody who changes the function meanwhile is not overwritten', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  setup.aws.before = ({ operation }) => {
    if (operation === 'PublishVersion') worker.latest = { ...worker.latest, MemorySize: 3000 };
  };
  await expect(runTune(await tuneRequest(), setup.dependencies)).rejects.toThrow(
    'somebody else has changed worker',
  );
  expect([worker.latest.MemorySize, worker.versions.size, worker.aliases.size]).toEqual([3000, 0, 0]);
});

test('somebody who changes it between the look and the change is noticed by its revision', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  setup.aws.before = ({ operation }) => {
    if (operation === 'UpdateFunctionConfiguration')
      worker.latest = { ...worker.latest, MemorySize: 3000, RevisionId: 'theirs' };
  };
  await expect(runTune(await tuneRequest(), setup.dependencies)).rejects.toThrow(
    'somebody else has changed worker',
  );
  expect(worker.latest.MemorySize).toBe(3000);
});

test('code that is deployed meanwhile is not measured', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  setup.aws.before = ({ operation }) => {
    if (operation === 'UpdateFunctionConfiguration')
      worker.latest = { ...worker.latest, CodeSha256: 'code-2' };
  };
  await expect(runTune(await tuneRequest(), setup.dependencies)).rejects.toThrow(
    'the code of worker was changed meanwhile',
  );
  expect([worker.latest.MemorySize, worker.latest.CodeSha256]).toEqual([1024, 'code-2']);
});

test('an older version that Lambda gives back in place of a new one is neither measured nor deleted', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  const theirs = worker.publish('by its owner');
  worker.show(theirs);
  worker.publish = () => theirs;
  await expect(runTune(await tuneRequest(), setup.dependencies)).rejects.toThrow(
    `Lambda published no new version of worker, but gave back ${theirs.Version}`,
  );
  expect([...worker.versions.keys()]).toEqual([theirs.Version]);
  expect(setup.aws.invocations).toEqual([]);
});
