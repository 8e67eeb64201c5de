import { expect, test } from 'vitest';
import { runTune } from '../../src/load/run-tune.ts';
import { cleanUp } from '../../src/versions/clean-up.ts';
import { LOCK_ALIAS, type LockMark, readLockMark, writeLockMark } from '../../src/versions/run-mark.ts';
import { FakeFailure } from '../support/fake-answer.ts';
import { openSetup, tuneRequest } from '../support/tune-setup.ts';

const MARK: LockMark = {
  runId: 'other-run',
  atMs: Date.UTC(2026, 0, 2, 3, 0, 0),
  memoryMb: 1024,
  engine: 'simd',
  triedMemoryMb: [128, 512],
  triedEngines: ['simd', 'sequential'],
};

test.each([MARK, { ...MARK, engine: null }, { ...MARK, engine: undefined, triedEngines: [] }])(
  'a lock says all that has to be restored: $engine',
  (mark) => {
    expect(readLockMark(writeLockMark(mark))).toEqual(mark);
  },
);

test.each([
  undefined,
  '',
  'live',
  'parquetry-tune',
  'parquetry-tune run yesterday memory=1024',
  'mine parquetry-tune run',
])('what somebody else wrote is no lock: %s', (description) => {
  expect(readLockMark(description)).toBeUndefined();
});

test('a second tune is refused with whose the first is, since when, and the way out; it undoes nothing of it', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  worker.createAlias({ Name: LOCK_ALIAS, FunctionVersion: '$LATEST', Description: writeLockMark(MARK) });
  worker.latest = { ...worker.latest, MemorySize: 512 };
  await expect(runTune(await tuneRequest(), setup.dependencies)).rejects.toThrow(
    'run other-run locked worker at 2026-01-02T03:00:00.000Z and is at it: wait for it, tune a copy (--copy), or, if it is dead, run parquetry tune cleanup worker --run other-run',
  );
  expect(worker.latest.MemorySize).toBe(512);
  expect([...worker.aliases.keys()]).toEqual([LOCK_ALIAS]);
});

test('of two tunes at the same time one is refused, and the other is not disturbed', async () => {
  await using setup = await openSetup();
  const [first, second] = await Promise.allSettled([
    runTune(await tuneRequest({ runId: 'run-a' }), setup.dependencies),
    runTune(await tuneRequest({ runId: 'run-b' }), setup.dependencies),
  ]);
  const [won, lost] = first.status === 'fulfilled' ? [first, second] : [second, first];
  expect(won.status).toBe('fulfilled');
  expect(lost.status === 'rejected' && lost.reason.kind).toBe('locked');
  const worker = setup.aws.functions.get('worker')!;
  expect([worker.latest.MemorySize, worker.versions.size, worker.aliases.size]).toEqual([1024, 0, 0]);
});

test('a lock of more than an hour ago points to the clean-up', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  worker.createAlias({ Name: LOCK_ALIAS, FunctionVersion: '$LATEST', Description: writeLockMark(MARK) });
  setup.clock.advance(2 * 60 * 60_000);
  await expect(runTune(await tuneRequest(), setup.dependencies)).rejects.toThrow(
    'parquetry tune cleanup worker restores',
  );
});

test('an alias of that name that no tune made is left alone', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  worker.createAlias({ Name: LOCK_ALIAS, FunctionVersion: '$LATEST', Description: 'mine' });
  await expect(runTune(await tuneRequest(), setup.dependencies)).rejects.toThrow('that no tune made');
  await cleanUp(setup.aws.clients(), setup.clock, { target: 'worker' });
  expect(worker.aliases.get(LOCK_ALIAS)?.Description).toBe('mine');
});

test('a clean-up does not disturb a run that may be alive, unless it is named', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  worker.createAlias({ Name: LOCK_ALIAS, FunctionVersion: '$LATEST', Description: writeLockMark(MARK) });
  const clients = setup.aws.clients();
  await expect(cleanUp(clients, setup.clock, { target: 'worker' })).rejects.toThrow('less than an hour ago');
  const cleaned = await cleanUp(clients, setup.clock, { target: 'worker', runId: 'other-run' });
  expect([cleaned.unlocked, worker.aliases.size]).toEqual([true, 0]);
});

test('a clean-up leaves what somebody set meanwhile, and says so', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  const mark = { ...MARK, engine: undefined };
  worker.createAlias({ Name: LOCK_ALIAS, FunctionVersion: '$LATEST', Description: writeLockMark(mark) });
  worker.latest = { ...worker.latest, MemorySize: 4096 };
  const cleaned = await cleanUp(setup.aws.clients(), setup.clock, { target: 'worker', runId: 'other-run' });
  expect([cleaned.latest, cleaned.unlocked, worker.latest.MemorySize]).toEqual(['kept', true, 4096]);
});

test('a version that cannot be deleted stays locked and is told, and the next clean-up takes it', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  setup.aws.before = ({ operation, qualifier }) => {
    if (operation === 'DeleteFunction' && qualifier === '1') {
      throw new FakeFailure(403, 'AccessDeniedException', 'not this one');
    }
  };
  const run = await runTune(await tuneRequest(), setup.dependencies);
  expect(run.leftBehind.join()).toContain('version 1 of worker');
  expect(run.samples).toHaveLength(8);
  expect([[...worker.versions.keys()], worker.aliases.size]).toEqual([['1'], 1]);
  setup.aws.before = () => {};
  await cleanUp(setup.aws.clients(), setup.clock, { target: 'worker', runId: run.runId });
  expect([worker.versions.size, worker.aliases.size]).toEqual([0, 0]);
});

test('a run of hours renews its lock', async () => {
  await using setup = await openSetup();
  setup.aws.behaviour = () => ({ durationMs: 10 * 60_000 });
  await runTune(await tuneRequest(), setup.dependencies);
  const renewals = setup.aws.calls.filter(({ operation }) => operation === 'UpdateAlias');
  expect(renewals.length).toBeGreaterThan(2);
});

test('a function that another tune gave back while this one was locking it is left as it is', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  worker.latest = { ...worker.latest, MemorySize: 512 };
  setup.aws.before = ({ operation }) => {
    if (operation === 'CreateAlias') worker.latest = { ...worker.latest, MemorySize: 1769 };
  };
  await expect(runTune(await tuneRequest(), setup.dependencies)).rejects.toThrow('while it was being locked');
  expect([worker.latest.MemorySize, worker.versions.size, worker.aliases.size]).toEqual([1769, 0, 0]);
});

test('a lock is renewed while versions take long to be published', async () => {
  await using setup = await openSetup();
  setup.aws.before = ({ operation }) => {
    if (operation === 'PublishVersion') setup.clock.advance(16 * 60_000);
  };
  await runTune(await tuneRequest(), setup.dependencies);
  expect(setup.aws.countOf('UpdateAlias')).toBeGreaterThanOrEqual(3);
});
