import { conversionPlan, plainCsv } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import {
  BROKEN,
  bridgeEvent,
  CSV,
  context,
  s3Event,
  sqsEvent,
  useLocalFunction,
} from './support/local-function.ts';

const local = useLocalFunction();

describe('every form of event', () => {
  it.each([
    ['a notification of S3', (key: string) => s3Event(key)],
    ['an event of EventBridge', bridgeEvent],
    [
      'a notification within SNS',
      (key: string) => ({ Type: 'Notification', Message: JSON.stringify(s3Event(key)) }),
    ],
    ['a list of objects', (key: string) => [`s3://inputs/${key}`]],
  ])('%s is carried out', async (name, eventOf) => {
    const key = `forms/${name} +1.csv`;
    await local().put(key);
    const opened = await local().open();
    const answer = await opened.answer(eventOf(key), context);
    expect(answer).toMatchObject({ jobs: { converted: 1, gone: 0, failed: 0 } });
    expect(await local().keys('forms/')).toContain(key.replace('.csv', '.parquet'));
  });

  it('a batch of a queue is answered with the messages that come again, a poisoned one alone', async () => {
    await local().put('queue/1.csv');
    const opened = await local().open();
    const event = sqsEvent({ good: s3Event('queue/1.csv'), poison: '{"half": ' });
    expect(await opened.answer(event, context)).toMatchObject({
      batchItemFailures: [{ itemIdentifier: 'poison' }],
      jobs: { converted: 1 },
    });
    expect(await local().keys('queue/')).toEqual(['queue/1.parquet']);
  });

  it('what asks for nothing is done at once', async () => {
    const opened = await local().open();
    const removed = { Records: [{ ...s3Event('x').Records[0], eventName: 'ObjectRemoved:Delete' }] };
    for (const event of [removed, { Event: 's3:TestEvent' }, s3Event('_hidden/a.csv'), s3Event('a.png')]) {
      expect(await opened.answer(event, context)).toMatchObject({ jobs: { converted: 0, failed: 0 } });
    }
  });

  it('what is no event is told which there are', async () => {
    const opened = await local().open();
    await expect(opened.answer({ order: 66 }, context)).rejects.toThrow(
      /an object with "order".*The function takes a notification of S3.*"health_check"/,
    );
    await expect(opened.answer(undefined, context)).rejects.toThrow('no event that is known but nothing');
  });

  it('one that comes again changes nothing', async () => {
    await local().put('again/a.csv');
    const opened = await local().open();
    const read = () => local().text('again/a.parquet');
    await opened.answer(s3Event('again/a.csv'), context);
    const before = await read();
    expect(await opened.answer(s3Event('again/a.csv'), context)).toMatchObject({ jobs: { converted: 1 } });
    expect(await read()).toBe(before);
    expect(await local().keys('again/')).toEqual(['again/a.parquet']);
  });

  it('an object that is gone by then is no trouble', async () => {
    const opened = await local().open();
    expect(await opened.answer(s3Event('never/was.csv'), context)).toMatchObject({ jobs: { gone: 1 } });
  });
});

describe('a direct invocation', () => {
  it('converts an object to where the events of its bucket would, or to another place', async () => {
    await local().put('direct/a.csv');
    const opened = await local().open({ FORMATS: 'parquet,avro' });
    const source = 's3://inputs/direct/a.csv';
    const usual = await opened.answer({ action: 'convert', source }, context);
    expect(usual).toMatchObject({
      status: 'converted',
      rows: { read: 3, written: 3, rejected: 0 },
      outputs: [{ url: 's3://outputs/direct/a.parquet' }, { url: 's3://outputs/direct/a.avro' }],
    });
    const other = { action: 'convert', source, output: 's3://outputs/else', formats: ['avro'] };
    for (let time = 0; time < 2; time += 1) {
      expect(await opened.answer(other, context)).toMatchObject({
        outputs: [{ format: 'avro', url: 's3://outputs/else/direct/a.avro' }],
      });
    }
  });

  it('converts an object of another bucket, by its name alone', async () => {
    const { aws } = local();
    await fetch(`${aws.endpoint}/errors/deep/down/b.csv`, { method: 'PUT', body: CSV });
    const opened = await local().open();
    const wanted = { action: 'convert', source: 's3://errors/deep/down/b.csv', compression: 'zstd' };
    expect(await opened.answer(wanted, context)).toMatchObject({
      outputs: [{ url: 's3://outputs/b.parquet' }],
    });
  });

  it('carries out a whole plan', async () => {
    await local().put('plan/a.csv');
    const opened = await local().open();
    const plan = conversionPlan.parse({
      source: {
        ref: { bucket: 's3://inputs', key: 'plan/a.csv' },
        compression: 'none',
        bytes: CSV.length,
        format: plainCsv(['n', 's']),
      },
      schema: {
        columns: [
          { name: 'n', type: { kind: 'int64' }, nullable: true },
          { name: 's', type: { kind: 'string' }, nullable: true },
        ],
      },
      outputs: [
        { format: 'parquet', ref: { bucket: 's3://outputs', key: 'plan/x.parquet' }, codec: 'snappy' },
      ],
    });
    const answer = await opened.answer({ action: 'convert', plan }, context);
    expect(answer).toMatchObject({ status: 'converted', outputs: [{ url: 's3://outputs/plan/x.parquet' }] });
    expect(answer.parquetry).toMatchObject({ rows: 3, requests: { PutObject: 1 } });
    const elsewhere = { ...plan, outputs: [{ ...plan.outputs[0]!, ref: { bucket: '/tmp', key: 'x' } }] };
    await expect(opened.answer({ action: 'convert', plan: elsewhere }, context)).rejects.toThrow(
      'a function reads and writes s3:// alone',
    );
  });

  it('fails with the reason, and leaves no dead letter', async () => {
    await local().put('direct/broken.csv', BROKEN);
    const opened = await local().open({ OUTPUT_PREFIX: 'direct-failed/' });
    const convert = (source: string, output?: string) =>
      opened.answer({ action: 'convert', source, ...(output && { output }) }, context);
    await expect(convert('s3://inputs/direct/broken.csv')).rejects.toThrow(/broken\.csv.*\(data-quality, /);
    await expect(convert('s3://inputs/nothing.csv')).rejects.toThrow(
      's3://inputs/nothing.csv does not exist',
    );
    await expect(convert('s3://inputs/direct/a.csv', 's3://inputs/direct/')).rejects.toThrow(
      'again and again',
    );
    expect(await local().keys('direct-failed/')).toEqual([]);
  });
});

describe('what an invocation took', () => {
  it('is told of this one alone, the first of an environment marked', async () => {
    await local().put('took/a.csv');
    const opened = await local().open();
    const report = async () => (await opened.answer(s3Event('took/a.csv'), context)).parquetry;
    const first = await report();
    const second = await report();
    expect([first.coldStart, second.coldStart]).toEqual([true, false]);
    for (const one of [first, second]) {
      const { cpuMs, stages, ...rest } = one;
      expect(rest).toMatchObject({
        version: 1,
        engine: 'simd',
        requests: { GetObject: 1, PutObject: 1 },
        rows: 3,
        bytesRead: CSV.length,
      });
      expect(cpuMs).toBeGreaterThan(0);
      expect(Object.keys(stages)).toEqual(['read', 'parse', 'encodeParquet', 'encodeAvro', 'write']);
      expect(stages['read']).toBeGreaterThan(0);
    }
  });

  it('is in the metrics as well, all of them written before the answer', async () => {
    await local().put('metrics/a.csv');
    const opened = await local().open({ ENVIRONMENT: 'prod' });
    await opened.answer(s3Event('metrics/a.csv'), context);
    const { metrics } = local();
    expect(metrics[0]).toMatchObject({
      service: 'parquetry',
      environment: 'prod',
      engine: 'simd',
      RecordsProcessed: 3,
    });
    expect(metrics.filter((line) => 'StageTime' in line).map(({ Stage }) => Stage)).toContain('Write');
  });
});

describe('the end of the time', () => {
  const late = { getRemainingTimeInMillis: () => 100 };

  it('calls off what a batch would not finish, and answers with it', async () => {
    await local().put('late/a.csv');
    const opened = await local().open();
    const event = sqsEvent({ one: s3Event('late/a.csv'), two: s3Event('late/b.csv') });
    const { batchItemFailures } = await opened.answer(event, late);
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'one' }, { itemIdentifier: 'two' }]);
  });

  it('lets an event of another kind come again', async () => {
    const opened = await local().open();
    await expect(opened.answer(s3Event('late/a.csv'), late)).rejects.toThrow(
      "1 of the event's 1 jobs are not done; send it again",
    );
  });

  it('ends a direct invocation with the reason', async () => {
    const opened = await local().open();
    await expect(
      opened.answer({ action: 'convert', source: 's3://inputs/late/a.csv' }, late),
    ).rejects.toThrow('the time that the function has is over');
  });
});

it('a function that cannot be opened says all that is wrong', async () => {
  await expect(local().open({ CHUNK_SIZE: 'x', ENGINE: 'steam' })).rejects.toThrow(
    /2 problems.*\n- ENGINE is "steam".*\n- CHUNK_SIZE is "x"/,
  );
});
