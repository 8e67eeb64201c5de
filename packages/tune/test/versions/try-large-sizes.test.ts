/** Sizes that not every account is given: those that are refused are told, and the others are measured. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runTune } from '../../src/load/run-tune.ts';
import { journalPath } from '../../src/versions/journal.ts';
import { FakeFailure } from '../support/fake-answer.ts';
import { openSetup, RUN_ID, type Setup, tuneRequest } from '../support/tune-setup.ts';

const sizesSet = ({ aws }: Setup) =>
  aws.story
    .filter((call) => call.startsWith('UpdateFunctionConfiguration'))
    .map((call) => Number(call.split(' ')[1]));

const leftOf = ({ aws }: Setup) => {
  const { aliases, latest, versions } = aws.functions.get('worker')!;
  return [latest.MemorySize, versions.size, aliases.size];
};

test('a size that a new account is not given is no figure, and the others are measured', async () => {
  await using setup = await openSetup();
  setup.aws.memoryQuotaMb = 3008;
  const request = await tuneRequest({ memoryMb: [512, 3008, 4096, 10_240], concurrency: [1, 2] });
  const run = await runTune(request, setup.dependencies);
  expect(new Set(run.samples.map(({ memoryMb }) => memoryMb))).toEqual(new Set([512, 3008]));
  expect(run.gaps.map(({ concurrency, memoryMb, status }) => [memoryMb, concurrency, status])).toEqual([
    [4096, 1, 'not-measured'],
    [4096, 2, 'not-measured'],
    [10_240, 1, 'not-measured'],
    [10_240, 2, 'not-measured'],
  ]);
  expect(run.gaps[0]!.because).toContain('Member must have value less than or equal to 3008');
  expect(run.gaps[0]!.because).toContain('ask AWS Support for a higher memory quota');
  expect(leftOf(setup)).toEqual([1024, 0, 0]);
});

test('the largest is tried first, and once it is accepted no other is tried', async () => {
  await using setup = await openSetup();
  setup.aws.memoryQuotaMb = 5000;
  const memoryMb = [512, 3500, 4096, 10_240];
  await runTune(await tuneRequest({ memoryMb, coldSamples: 0 }), setup.dependencies);
  expect(sizesSet(setup)).toEqual([10_240, 4096, 512, 3500, 4096, 1024]);
});

test('up to what every account is given, and up to what the function has, nothing is tried', async () => {
  await using setup = await openSetup();
  setup.aws.functions.get('worker')!.latest.MemorySize = 5000;
  await runTune(await tuneRequest({ memoryMb: [512, 3008, 4096], coldSamples: 0 }), setup.dependencies);
  expect(sizesSet(setup)).toEqual([512, 3008, 4096, 5000]);
});

test('sizes that are not given are no part of the progress', async () => {
  await using setup = await openSetup();
  setup.aws.memoryQuotaMb = 3008;
  await runTune(await tuneRequest({ memoryMb: [512, 4096] }), setup.dependencies);
  expect(setup.told.filter(({ kind }) => kind === 'size-closed')).toHaveLength(1);
  expect(setup.told.findLast(({ kind }) => kind === 'sampled')).toEqual({
    kind: 'sampled',
    samples: 4,
    of: 4,
    sizes: 2,
    ofSizes: 2,
    spentDollars: expect.any(Number),
  });
});

test('one size alone, the largest of a new account, is published anew for each cold sample', async () => {
  await using setup = await openSetup();
  setup.aws.memoryQuotaMb = 3008;
  const request = await tuneRequest({ memoryMb: [3008], samples: 1, coldSamples: 2 });
  const run = await runTune(request, setup.dependencies);
  expect(run.samples.map(({ outcome }) => outcome).toSorted()).toEqual(['cold', 'cold', 'warm']);
  expect(run.gaps).toEqual([]);
});

test('where no size is given, none is measured and the function is as it was', async () => {
  await using setup = await openSetup();
  setup.aws.memoryQuotaMb = 3008;
  const run = await runTune(await tuneRequest({ memoryMb: [4096] }), setup.dependencies);
  expect(run.samples).toEqual([]);
  expect(run.gaps.map(({ status }) => status)).toEqual(['not-measured']);
  expect(setup.aws.countOf('PublishVersion')).toBe(0);
  expect(leftOf(setup)).toEqual([1024, 0, 0]);
});

test('what is refused for another reason than the size ends the run, and nothing is left', async () => {
  await using setup = await openSetup();
  setup.aws.before = ({ body }) => {
    if (body['MemorySize'] !== 4096) return;
    throw new FakeFailure(400, 'InvalidParameterValueException', 'The role cannot be assumed by Lambda.');
  };
  const request = await tuneRequest({ memoryMb: [512, 4096] });
  await expect(runTune(request, setup.dependencies)).rejects.toThrow('The role cannot be assumed');
  expect(leftOf(setup)).toEqual([1024, 0, 0]);
});

test('somebody who deploys while a size is tried is noticed, and theirs stays', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  setup.aws.memoryQuotaMb = 3008;
  setup.aws.before = ({ body }) => {
    if (body['MemorySize'] === 10_240) worker.latest = { ...worker.latest, MemorySize: 2048 };
  };
  const request = await tuneRequest({ memoryMb: [512, 4096, 10_240] });
  await expect(runTune(request, setup.dependencies)).rejects.toThrow('somebody else has changed worker');
  expect(leftOf(setup)).toEqual([2048, 0, 0]);
});

test('a size is in the journal before it is tried', async () => {
  await using setup = await openSetup();
  const { directory } = setup.dependencies;
  let journal = '';
  setup.aws.before = ({ body, operation }) => {
    if (operation === 'UpdateFunctionConfiguration' && body['MemorySize'] === 4096) throw new Error('gone');
  };
  await runTune(await tuneRequest({ memoryMb: [512, 4096] }), setup.dependencies).catch(async () => {
    journal = await readFile(journalPath(directory, RUN_ID), 'utf8');
  });
  expect(journal).toContain('"event":"trying","memoryMb":4096');
});

test('a run that is resumed tries again what was refused: the quota may be higher by then', async () => {
  await using setup = await openSetup();
  setup.aws.memoryQuotaMb = 3008;
  const request = await tuneRequest({ memoryMb: [512, 4096] });
  await runTune(request, setup.dependencies);
  setup.aws.memoryQuotaMb = 10_240;
  const run = await runTune(request, { ...setup.dependencies, isResumed: true });
  expect(run.gaps).toEqual([]);
  expect(run.samples).toHaveLength(8);
});
