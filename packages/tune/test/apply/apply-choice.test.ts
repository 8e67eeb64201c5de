import type { TuneRecord } from '@parquetry/bench/record';
import { expect, test } from 'vitest';
import { type ApplyRequest, applyChoice, choiceOf } from '../../src/apply/apply-choice.ts';
import { emitChoice, SNIPPET_KINDS } from '../../src/apply/emit-choice.ts';
import { LOCK_ALIAS } from '../../src/versions/run-mark.ts';
import { openSetup, type Setup } from '../support/tune-setup.ts';

type Answers = TuneRecord['answers'];

const answer = (
  question: Answers[number]['question'],
  memoryMb: number | null,
  engine: string | null = null,
) => ({
  question,
  status: 'chosen' as const,
  choice: memoryMb === null ? null : { memoryMb, engine, concurrency: 1 },
  tied: [],
  because: 'nothing was under 10 ms',
});

/** Of a record only what is read of it. */
const recordOf = (answers: Answers, sloMs: number | null = null, codeSha256: string | null = 'code-1') =>
  ({
    runId: 'run-1',
    region: 'eu-north-1',
    function: { name: 'worker', arn: null, codeSha256 },
    plan: { sloMs },
    answers,
  }) as unknown as TuneRecord;

const apply = (setup: Setup, record: TuneRecord, request: ApplyRequest = {}) =>
  applyChoice(setup.dependencies.clients, setup.clock, record, request);

const RECORD = recordOf([answer('balanced', 1769), answer('cheapest', 512)]);

test('the balanced size is set, what was there before is told, and a second time changes nothing', async () => {
  await using setup = await openSetup();
  const applied = await apply(setup, RECORD);
  expect([applied.question, applied.before.memoryMb, applied.after.memoryMb, applied.isChanged]).toEqual([
    'balanced',
    1024,
    1769,
    true,
  ]);
  expect(setup.aws.functions.get('worker')!.latest.MemorySize).toBe(1769);
  const calls = setup.aws.story.length;
  expect((await apply(setup, RECORD)).isChanged).toBe(false);
  expect(setup.aws.story).toHaveLength(calls);
});

test('another question has another answer', async () => {
  await using setup = await openSetup();
  expect((await apply(setup, RECORD, { question: 'cheapest' })).after.memoryMb).toBe(512);
});

test('with a limit of time the cheapest within it is the choice', () => {
  const record = recordOf([answer('balanced', 1769), answer('cheapest-within-slo', 3008)], 100);
  expect(choiceOf(record).choice.memoryMb).toBe(3008);
});

test('a question without an answer says why and which have one', () => {
  const record = recordOf([answer('balanced', 1769), answer('cheapest-within-slo', null)], 10);
  expect(() => choiceOf(record)).toThrow(
    'no size is cheapest-within-slo (nothing was under 10 ms): choose one of balanced',
  );
});

test('an alias is moved to a version that is published with the size, once', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  worker.publish('as before');
  worker.show(worker.latest);
  worker.createAlias({ Name: 'live', FunctionVersion: '1', Description: 'production' });
  const applied = await apply(setup, RECORD, { alias: 'live' });
  expect(applied.alias).toEqual({ name: 'live', before: '1', after: '2' });
  expect([worker.versions.get('2')!.MemorySize, worker.aliases.get('live')!.FunctionVersion]).toEqual([
    1769,
    '2',
  ]);
  expect(worker.aliases.get('live')!.Description).toBe('production');
  const again = await apply(setup, RECORD, { alias: 'live' });
  expect([again.isChanged, again.alias]).toEqual([false, { name: 'live', before: '2', after: '2' }]);
  expect(worker.versions.size).toBe(2);
});

test('an alias that is not there is created', async () => {
  await using setup = await openSetup();
  const applied = await apply(setup, RECORD, { alias: 'live' });
  expect(applied.alias).toEqual({ name: 'live', before: null, after: '1' });
});

test('other code than was measured is left alone', async () => {
  await using setup = await openSetup();
  await expect(apply(setup, recordOf(RECORD.answers, null, 'code-0'))).rejects.toThrow(
    'is not what was measured',
  );
  expect(setup.aws.story).toEqual([]);
});

test('a function that is being tuned is left alone', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  worker.createAlias({ Name: LOCK_ALIAS, FunctionVersion: '$LATEST', Description: '' });
  await expect(apply(setup, RECORD)).rejects.toThrow('is being tuned');
  expect(worker.latest.MemorySize).toBe(1024);
});

test('the engine of ours is set beside what else is in the environment', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  await apply(setup, recordOf([answer('balanced', 512, 'simd')]));
  expect(worker.latest.Environment.Variables).toEqual({ SECRET: 'kept', ENGINE: 'simd' });
});

test('a choice is written for each kind of infrastructure code', () => {
  const record = recordOf([answer('balanced', 1769, 'simd')]);
  const snippets = SNIPPET_KINDS.map((kind) => emitChoice(record, kind));
  expect(snippets).toMatchInlineSnapshot(`
    [
      "new lambda.Function(this, 'Function', {
      // … as it is
      // balanced of run run-1
      memorySize: 1769,
      environment: { ENGINE: 'simd' },
    });
    ",
      "resource "aws_lambda_function" "worker" {
      # … as it is
      # balanced of run run-1
      memory_size = 1769

      environment {
        variables = {
          ENGINE = "simd" # beside the others
        }
      }
    }
    ",
      "Resources:
      worker:
        Type: AWS::Serverless::Function
        Properties:
          # balanced of run run-1
          MemorySize: 1769
          Environment:
            Variables:
              ENGINE: simd # beside the others
    ",
      "# balanced of run run-1
    aws lambda update-function-configuration --function-name 'worker' --region eu-north-1 --memory-size 1769
    # and ENGINE=simd among its variables: --environment replaces all of them, so name the others too
    ",
    ]
  `);
});
