import { StateMachine } from 'aws-local-stepfunctions';
import { describe, expect, it } from 'vitest';
import { backfillDefinition, FUNCTION_ARN, RESULTS_BUCKET } from '../src/backfill/backfill-definition.ts';

const FUNCTION = 'arn:aws:lambda:eu-central-1:111122223333:function:parquetry-convert-simd-arm64:live';
const definition = JSON.parse(
  JSON.stringify(
    backfillDefinition({
      timeoutSeconds: 300,
      backfill: { batchObjects: 100, maxConcurrency: 50, toleratedFailurePercent: 5 },
    }),
  )
    .replaceAll(FUNCTION_ARN, FUNCTION)
    .replaceAll(RESULTS_BUCKET, 'lake-errors'),
);
const MAPS = ['Convert all of prefix', 'Convert all of csv list', 'Convert all of json list'] as const;
const { 'Convert all of prefix': overPrefix } = definition.States;
const convertBatch = overPrefix.ItemProcessor.States['Convert batch of prefix'];

interface Call {
  readonly FunctionName: string;
  readonly Payload: readonly unknown[];
}

class LambdaBusy extends Error {
  override readonly name = 'Lambda.TooManyRequestsException';
}

/** The child of the map, as it is run for a batch; no pause of a retry is waited for. */
async function runChild(batch: unknown, invoke: (call: Call) => Promise<unknown>) {
  const { ProcessorConfig: _, ...child } = overPrefix.ItemProcessor;
  const machine = new StateMachine(child, {
    validationOptions: { checkArn: false, checkPaths: false },
  });
  const run = machine.run(batch as never, {
    overrides: {
      taskResourceLocalHandlers: { 'Convert batch of prefix': invoke as never },
      retryIntervalOverrides: { 'Convert batch of prefix': [0, 0] },
    },
  });
  return run.result;
}

const batch = {
  Items: [
    { bucket: 's3://lake', key: 'in/a.csv' },
    { bucket: 's3://lake', key: 'in/b.csv' },
  ],
};

describe('a child of the back-fill', () => {
  it('hands its batch to the function and keeps what that answers', async () => {
    const calls: Call[] = [];
    const invoke = async (call: Call) => {
      calls.push(call);
      return { Payload: { jobs: { converted: 2 }, parquetry: {} }, StatusCode: 200 };
    };
    await expect(runChild(batch, invoke)).resolves.toEqual({ jobs: { converted: 2 } });
    expect(calls).toEqual([{ FunctionName: FUNCTION, Payload: batch.Items }]);
  });

  it('tries ten times more while Lambda is busy', async () => {
    let calls = 0;
    const invoke = async () => {
      calls += 1;
      if (calls <= 10) throw new LambdaBusy('Rate exceeded');
      return { Payload: { jobs: {} } };
    };
    await expect(runChild(batch, invoke)).resolves.toEqual({ jobs: {} });
    expect(calls).toBe(11);
  });

  it('tries three times more when the function itself fails, and then fails', async () => {
    let calls = 0;
    const invoke = async () => {
      calls += 1;
      throw new Error('2 of the 2 jobs are not done');
    };
    await expect(runChild(batch, invoke)).rejects.toThrow('2 of the 2 jobs are not done');
    expect(calls).toBe(4);
  });

  it('waits longer each time, by chance, so that children do not come back together', () => {
    for (const { JitterStrategy, BackoffRate, MaxDelaySeconds } of convertBatch.Retry) {
      expect(JitterStrategy).toBe('FULL');
      expect(BackoffRate).toBe(2);
      expect(MaxDelaySeconds).toBeGreaterThan(0);
    }
    expect(convertBatch.Retry[0].ErrorEquals).toContain('Lambda.TooManyRequestsException');
  });

  it('has more time than the function', () => {
    expect(convertBatch.TimeoutSeconds).toBe(330);
  });
});

describe('the whole back-fill', () => {
  /** The same machine with its maps run in place, over items that are handed in: what can be run without AWS. */
  function inline(): Record<string, unknown> {
    const copy = structuredClone(definition);
    for (const name of MAPS) {
      const { ItemReader, ItemBatcher, ResultWriter, Label, ...map } = copy.States[name];
      expect([ItemReader, ItemBatcher, ResultWriter, Label]).not.toContain(undefined);
      const { ProcessorConfig, ...processor } = map.ItemProcessor;
      expect(ProcessorConfig).toEqual({ Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' });
      const { MaxConcurrencyPath, ToleratedFailurePercentagePath, ...plain } = map;
      expect([MaxConcurrencyPath, ToleratedFailurePercentagePath]).not.toContain(undefined);
      copy.States[name] = {
        ...plain,
        ItemsPath: '$.listed',
        ItemSelector: { Items: [map.ItemSelector] },
        ItemProcessor: processor,
      };
    }
    return copy;
  }

  const run = async (input: unknown) => {
    const calls: Call[] = [];
    const answer = async (call: Call) => {
      calls.push(call);
      return { Payload: { jobs: {} } };
    };
    const machine = new StateMachine(inline() as never, {
      validationOptions: { checkArn: false, checkPaths: false },
    });
    const { result } = machine.run(input as never, {
      overrides: {
        taskResourceLocalHandlers: Object.fromEntries(
          ['prefix', 'csv', 'json'].map((source) => [`Convert batch of ${source}`, answer as never]),
        ),
      },
    });
    return { result: await result, calls };
  };

  it('takes the keys and sizes of a listing', async () => {
    const listed = [
      { Key: 'in/a.csv', Size: 10, Etag: '"1"' },
      { Key: 'in/b {1}.csv', Size: 10, Etag: '"2"' },
    ];
    const { calls } = await run({ from: 'prefix', bucket: 'lake', prefix: 'in/', listed });
    expect(calls.flatMap(({ Payload }) => Payload)).toEqual([
      { bucket: 's3://lake', key: 'in/a.csv', bytes: 10 },
      { bucket: 's3://lake', key: 'in/b {1}.csv', bytes: 10 },
    ]);
  });

  it.each(['csv', 'json'])('takes the keys of a %s list', async (from) => {
    const { calls } = await run({ from, bucket: 'lake', listed: [{ key: 'in/a.csv' }] });
    expect(calls.flatMap(({ Payload }) => Payload)).toEqual([{ bucket: 's3://lake', key: 'in/a.csv' }]);
  });

  it('fails when its input names no source that it knows', async () => {
    await expect(run({ from: 'ftp' })).rejects.toThrow('"from" has to be one of prefix, csv, json');
  });

  it('is valid in the States Language', () => {
    expect(() => new StateMachine(definition)).not.toThrow();
  });

  it('lists the prefix of its input, in batches, with as many at once and as many failures as the input says', () => {
    expect(overPrefix).toMatchObject({
      ItemReader: {
        Resource: 'arn:aws:states:::s3:listObjectsV2',
        Parameters: { 'Bucket.$': '$.bucket', 'Prefix.$': '$.prefix' },
      },
      ItemBatcher: { MaxItemsPerBatchPath: '$.batchObjects' },
      MaxConcurrencyPath: '$.maxConcurrency',
      ToleratedFailurePercentagePath: '$.toleratedFailurePercent',
    });
    // 256 KiB is the most that a child is given.
    expect(overPrefix.ItemBatcher.MaxInputBytesPerBatch).toBeLessThan(256 * 1024);
  });

  it('reads a list from an object, and writes results below the name of the execution', () => {
    const readers = MAPS.map((name) => definition.States[name].ItemReader);
    expect(readers.slice(1).map(({ ReaderConfig }) => ReaderConfig.InputType)).toEqual(['CSV', 'JSON']);
    for (const name of MAPS) {
      expect(definition.States[name].ResultWriter).toEqual({
        Resource: 'arn:aws:states:::s3:putObject',
        Parameters: {
          Bucket: 'lake-errors',
          'Prefix.$': "States.Format('backfill/{}', $$.Execution.Name)",
        },
      });
    }
  });
});
