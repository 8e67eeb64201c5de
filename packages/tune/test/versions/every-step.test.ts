/** Whatever call fails, and whenever it is called off, a function is as it was, or the way back is told. */
import { describe, expect, test } from 'vitest';
import { runTune } from '../../src/load/run-tune.ts';
import { cleanUp } from '../../src/versions/clean-up.ts';
import { FakeFailure } from '../support/fake-answer.ts';
import type { FakeCall } from '../support/fake-aws.ts';
import type { FakeFunction } from '../support/fake-function.ts';
import { openSetup, RUN_ID, type Setup, tuneRequest } from '../support/tune-setup.ts';

const VARIABLES = { PARQUETRY_FUNCTION: 'convert', SECRET: 'kept' };

const stateOf = ({ aliases, latest, versions }: FakeFunction) => ({
  memoryMb: latest.MemorySize,
  description: latest.Description,
  variables: latest.Environment.Variables,
  versions: [...versions.keys()],
  aliases: [...aliases.keys()],
});

/** A function with a version, an alias and a description of its own, that look a little like a tune's. */
function addWorker(setup: Setup): FakeFunction {
  const worker = setup.aws.add('worker', { Environment: { Variables: VARIABLES } });
  const version = worker.publish('parquetry-tune is what this was tuned with');
  worker.createAlias({ Name: 'live', FunctionVersion: version.Version, Description: 'parquetry-tune' });
  worker.show(worker.latest);
  return worker;
}

const small = { samples: 1, warmUps: 0, engines: ['simd'] } as const;

interface Kind {
  readonly isCopy: boolean;
  readonly memoryMb: readonly number[];
  readonly coldSamples: number;
}

const QUOTA_MB = 5000;
/** One alone, and two of which the account is not given the larger. */
const kinds: readonly Kind[] = [
  { isCopy: false, memoryMb: [512], coldSamples: 1 },
  { isCopy: false, memoryMb: [4096, 10_240], coldSamples: 0 },
  { isCopy: true, memoryMb: [4096, 10_240], coldSamples: 1 },
];

async function openSmallAccount(): Promise<Setup> {
  const setup = await openSetup();
  setup.aws.memoryQuotaMb = QUOTA_MB;
  return setup;
}

async function countCalls(kind: Kind): Promise<readonly FakeCall[]> {
  await using setup = await openSmallAccount();
  addWorker(setup);
  await runTune(await tuneRequest({ ...small, ...kind }), setup.dependencies);
  return setup.aws.calls;
}

describe.each(kinds)('a tune of $memoryMb MB with isCopy $isCopy', (kind) => {
  test('called off at any call leaves the function as it was', async () => {
    const calls = await countCalls(kind);
    for (const step of calls.keys()) {
      await using setup = await openSmallAccount();
      const worker = addWorker(setup);
      const before = stateOf(worker);
      setup.aws.before = (_, number) => {
        if (number === step) setup.abort.abort(new Error('called off'));
      };
      const request = await tuneRequest({ ...small, ...kind });
      await runTune(request, setup.dependencies).catch((error: Error) => {
        expect(error.message, `at call ${step}, ${calls[step]!.operation}`).toBe('called off');
      });
      expect(stateOf(worker), `at call ${step}, ${calls[step]!.operation}`).toEqual(before);
      expect([...setup.aws.functions.keys()]).toEqual(['worker']);
    }
  });

  test('refused at any call leaves the function as it was, or a cleanup from elsewhere does', async () => {
    const calls = await countCalls(kind);
    for (const [step, { operation }] of calls.entries()) {
      await using setup = await openSmallAccount();
      const worker = addWorker(setup);
      const before = stateOf(worker);
      setup.aws.before = (_, number) => {
        if (number === step)
          throw new FakeFailure(400, 'InvalidParameterValueException', 'no, not this time');
      };
      const request = await tuneRequest({ ...small, ...kind });
      const left = await runTune(request, setup.dependencies).then(
        ({ leftBehind }) => leftBehind.join(),
        (error: Error) => error.message,
      );
      const isAsBefore =
        JSON.stringify(stateOf(worker)) === JSON.stringify(before) && setup.aws.functions.size === 1;
      const where = `at call ${step}, ${operation}: ${left}`;
      if (!isAsBefore) expect(left, where).toContain(`parquetry tune cleanup worker --run ${RUN_ID}`);
      await cleanUp(setup.aws.clients(), setup.clock, { target: 'worker', runId: RUN_ID });
      expect(stateOf(worker), where).toEqual(before);
      expect([...setup.aws.functions.keys()], where).toEqual(['worker']);
    }
  });

  test('on a machine that dies at any call is cleaned up from another, knowing nothing but the name', async () => {
    const calls = await countCalls(kind);
    for (const [step, { operation }] of calls.entries()) {
      await using setup = await openSmallAccount();
      const worker = addWorker(setup);
      const before = stateOf(worker);
      setup.aws.before = (_, number) => {
        if (number >= step)
          throw new FakeFailure(400, 'InvalidParameterValueException', 'the machine is dead');
      };
      await runTune(await tuneRequest({ ...small, ...kind }), setup.dependencies).catch(() => {});
      setup.aws.before = () => {};
      setup.clock.advance(2 * 60 * 60_000);
      const cleaned = await cleanUp(setup.aws.clients(), setup.clock, { target: 'worker' });
      expect(cleaned.left).toEqual([]);
      expect(stateOf(worker), `at call ${step}, ${operation}`).toEqual(before);
      expect([...setup.aws.functions.keys()]).toEqual(['worker']);
    }
  });
});
