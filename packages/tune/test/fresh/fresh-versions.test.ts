import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type FreshRequest, openFreshVersions, versionsFor } from '../../src/fresh/fresh-versions.ts';
import { invokeVersion } from '../../src/fresh/invoke-version.ts';
import { describeFunction } from '../../src/invoke/describe-function.ts';
import { journalPath } from '../../src/versions/journal.ts';
import { FakeFailure } from '../support/fake-answer.ts';
import { openSetup, RUN_ID, type Setup } from '../support/tune-setup.ts';

const factsOf = ({ aws }: Setup, name = 'worker') => describeFunction(aws.clients(), name);

async function open(setup: Setup, needed: readonly (readonly [number, number])[], name?: string) {
  const { clients, clock, directory, signal } = setup.dependencies;
  const facts = await factsOf(setup, name);
  const request: FreshRequest = { runId: RUN_ID, facts, needed: new Map(needed), directory };
  const published: string[] = [];
  const onPublished = (done: number, of: number) => published.push(`${done}/${of}`);
  const versions = await openFreshVersions(request, { clients, clock, signal, onPublished });
  return { versions, facts, published, request };
}

const workerOf = ({ aws }: Setup) => aws.functions.get('worker')!;

/** As its owner left it: size, versions, aliases. */
const stateOf = (setup: Setup) => {
  const { aliases, latest, versions } = workerOf(setup);
  return [latest.MemorySize, versions.size, aliases.size];
};

test('no version is given twice, and every first invocation is a cold one', async () => {
  await using setup = await openSetup();
  const { facts, versions } = await open(setup, [
    [512, 2],
    [1769, 2],
  ]);
  const { clients, clock } = setup.dependencies;
  const taken: string[] = [];
  for (const memoryMb of [512, 1769, 512, 1769]) {
    const version = await versions.take(memoryMb);
    taken.push(version);
    const answer = await invokeVersion(clients, clock, { facts, version, memoryMb, event: '{}' });
    expect(answer).toMatchObject({ status: 'answered', report: { memoryMb, initMs: 200 } });
  }
  expect(new Set(taken).size).toBe(4);
  expect(setup.aws.invocations.every(({ isCold }) => isCold)).toBe(true);
  expect(await versions.close()).toEqual([]);
});

test('$LATEST is as it was before the first invocation, and nothing is left after the last', async () => {
  await using setup = await openSetup();
  const { published, versions } = await open(setup, [
    [512, 1],
    [1769, 1],
  ]);
  expect(stateOf(setup)).toEqual([1024, 2, 1]);
  expect(published).toEqual(['1/2', '2/2']);
  expect(await versions.close()).toEqual([]);
  expect(stateOf(setup)).toEqual([1024, 0, 0]);
  const journal = await readFile(journalPath(setup.dependencies.directory, RUN_ID), 'utf8');
  const events = journal
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { event: string }).event);
  expect(events.slice(0, 3)).toEqual(['began', 'locking', 'publishing']);
  expect(events.slice(-2)).toEqual(['cleaned', 'finished']);
});

test('more are published when those that were foreseen are used up, one after the other', async () => {
  await using setup = await openSetup();
  const { versions } = await open(setup, [[512, 1]]);
  const taken = await Promise.all([versions.take(512), versions.take(512), versions.take(512)]);
  expect(new Set(taken).size).toBe(3);
  for (const version of taken) expect(workerOf(setup).find(version).MemorySize).toBe(512);
  expect(workerOf(setup).latest.MemorySize).toBe(1024);
  await versions.close();
  expect(stateOf(setup)).toEqual([1024, 0, 0]);
});

test('the count that is told beforehand is that of the versions that are made', async () => {
  await using setup = await openSetup();
  const { facts, request, versions } = await open(setup, [[1024, 3]]);
  expect(workerOf(setup).versions.size).toBe(versionsFor(request.needed, facts));
  await versions.close();
});

test('a function that somebody else measures is left alone', async () => {
  await using setup = await openSetup();
  const { versions } = await open(setup, [[512, 1]]);
  await expect(open(setup, [[512, 1]])).rejects.toThrow(`run ${RUN_ID} locked worker`);
  await versions.close();
});

test('what fails while versions are published is undone', async () => {
  await using setup = await openSetup();
  let published = 0;
  setup.aws.before = ({ operation }) => {
    if (operation !== 'PublishVersion') return;
    published += 1;
    if (published === 2) throw new FakeFailure(400, 'CodeStorageExceededException', 'no room for code');
  };
  await expect(
    open(setup, [
      [512, 1],
      [1769, 1],
    ]),
  ).rejects.toThrow('no room for code');
  expect(stateOf(setup)).toEqual([1024, 0, 0]);
});

test('called off half-way, it is undone all the same', async () => {
  await using setup = await openSetup();
  setup.aws.before = ({ operation }) => {
    if (operation === 'PublishVersion') setup.abort.abort(new Error('interrupted'));
  };
  await expect(open(setup, [[512, 2]])).rejects.toThrow('interrupted');
  expect(stateOf(setup)).toEqual([1024, 0, 0]);
});

test('what cannot be removed is told, with the way out', async () => {
  await using setup = await openSetup();
  const { versions } = await open(setup, [[512, 1]]);
  setup.aws.before = ({ operation }) => {
    if (operation === 'DeleteFunction') throw new FakeFailure(403, 'AccessDeniedException', 'not yours');
  };
  const left = await versions.close();
  expect(left).toHaveLength(1);
  expect(left[0]).toContain(`parquetry tune cleanup worker --run ${RUN_ID}`);
});

test('a version with other code than $LATEST is refused: sizes are set there', async () => {
  await using setup = await openSetup();
  workerOf(setup).publish('old');
  workerOf(setup).update({ CodeSha256: 'code-2' }, undefined);
  await expect(open(setup, [[512, 1]], 'worker:1')).rejects.toThrow('name worker alone');
  expect(setup.aws.countOf('CreateAlias')).toBe(0);
});
