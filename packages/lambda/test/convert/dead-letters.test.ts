import { describe, expect, it } from 'vitest';
import { BROKEN, CSV, context, s3Event, sqsEvent, useLocalFunction } from './support/local-function.ts';

const local = useLocalFunction();

const DLQ = { action: 'process_dlq' };

describe('an object that cannot be converted', () => {
  it('is a dead letter with the recipe beside it, and its message is handled', async () => {
    await local().put('bad/a.csv', BROKEN);
    const opened = await local().open({ OUTPUT_PREFIX: 'one/' });
    const answer = await opened.answer(sqsEvent({ only: s3Event('bad/a.csv') }), context);
    expect(answer).toMatchObject({ batchItemFailures: [], jobs: { failed: 1 } });
    const [letter, recipe, ...more] = await local().keys('one/');
    expect(letter).toMatch(/^one\/_parquetry\/dead-letters\/[0-9a-f]{16}\.json$/);
    expect([recipe, more]).toEqual(['one/_parquetry/recipe.json', []]);
    expect(JSON.parse(await local().text(recipe!))).toMatchObject({
      from: { bucket: 's3://inputs', prefix: '' },
      to: { bucket: 's3://outputs', prefix: 'one/' },
      typing: { kind: 'per-object' },
    });
  });

  it('brings the recipe of its own function with it, whatever recipe is there', async () => {
    await local().put('recipes/a.csv', BROKEN);
    const stored = async (chunk: string) => {
      const opened = await local().open({ OUTPUT_PREFIX: 'recipes/', CHUNK_SIZE: chunk });
      await opened.answer(s3Event('recipes/a.csv'), context);
      return JSON.parse(await local().text('recipes/_parquetry/recipe.json')).outputs[0].rowGroupRows;
    };
    expect(await stored('1000')).toBe(1000);
    expect(await stored('2000')).toBe(2000);
    expect(await local().keys('recipes/_parquetry/dead-letters/')).toHaveLength(1);
  });

  it('has its bad rows set aside where there is a place for them', async () => {
    await local().put('aside/a.csv', BROKEN);
    const opened = await local().open({ ERROR_BUCKET: 'errors', OUTPUT_PREFIX: 'aside/' });
    expect(
      await opened.answer({ action: 'convert', source: 's3://inputs/aside/a.csv' }, context),
    ).toMatchObject({
      rows: { read: 2, written: 1, rejected: 1 },
      rejects: 's3://errors/aside/_parquetry/rejects/aside/a.rejects.ndjson',
    });
  });
});

describe('process_dlq', () => {
  const fail = async (prefix: string, count: number, variables: Record<string, string> = {}) => {
    const keys = Array.from({ length: count }, (_, index) => `${prefix}${index}.csv`);
    for (const key of keys) await local().put(key, BROKEN);
    const opened = await local().open({ OUTPUT_PREFIX: prefix, ...variables });
    await opened.answer(s3Event(...keys), context);
    return { opened, keys };
  };

  it('tries so many letters as it is asked to; those that succeed are none any more', async () => {
    const { opened, keys } = await fail('three/', 3);
    for (const key of keys) await local().put(key, CSV);
    expect(await opened.answer({ ...DLQ, max_records: 2 }, context)).toMatchObject({
      records_reprocessed: 2,
      records_failed: 0,
      is_cut_short: false,
    });
    expect(await opened.answer({ action: 'health_check' }, context)).toMatchObject({ dlq_depth: 1 });
    expect(await opened.answer(DLQ, context)).toMatchObject({ records_reprocessed: 1 });
    expect((await local().keys('three/three/')).length).toBe(3);
  });

  it('tells why letters stay', async () => {
    const { opened } = await fail('stay/', 1);
    expect(await opened.answer(DLQ, context)).toMatchObject({
      records_reprocessed: 0,
      records_failed: 1,
      letters: [
        { status: 'failed', source: 's3://inputs/stay/0.csv', because: expect.stringContaining('fields') },
      ],
    });
  });

  it('is cut short before the time is over, and says so', async () => {
    const { opened } = await fail('short/', 1);
    const answer = await opened.answer(DLQ, { getRemainingTimeInMillis: () => 100 });
    expect(answer).toMatchObject({ is_cut_short: true, records_reprocessed: 0 });
  });

  it('does the same with letters in a queue', async () => {
    const { url } = await local().aws.createQueue('letters');
    const { opened, keys } = await fail('queued/', 2, { DLQ_QUEUE_URL: url });
    expect(await local().keys('queued/_parquetry/')).toEqual(['queued/_parquetry/recipe.json']);
    for (const key of keys) await local().put(key, CSV);
    expect(await opened.answer({ action: 'health_check' }, context)).toMatchObject({
      dlq_depth: 2,
      dead_letters: url,
      overall_health: 'unhealthy',
    });
    expect(await opened.answer({ ...DLQ, max_records: 1 }, context)).toMatchObject({
      records_reprocessed: 1,
    });
    expect(await opened.answer(DLQ, context)).toMatchObject({ records_reprocessed: 1 });
    expect(await opened.answer({ action: 'health_check' }, context)).toMatchObject({ dlq_depth: 0 });
  });
});

it('a queue that is not there is a trouble of the health, and no end of the check', async () => {
  const opened = await local().open({
    DLQ_QUEUE_URL: `${local().aws.endpoint}/000000000000/nobody`,
  });
  expect(await opened.answer({ action: 'health_check' }, context)).toMatchObject({
    overall_health: 'unhealthy',
    dlq_depth: null,
    troubles: [expect.stringContaining('there is no such queue')],
  });
});

describe('RECIPE', () => {
  it('reads and types objects as a batch has found out, to the places of the function', async () => {
    const { aws } = local();
    const recipe = {
      from: { bucket: 's3://other', prefix: 'x/' },
      to: { bucket: 's3://other', prefix: 'y/' },
      source: {},
      typing: {
        kind: 'shared',
        isWhole: true,
        schema: {
          columns: [
            { name: 'n', type: { kind: 'string' }, nullable: true },
            { name: 's', type: { kind: 'string' }, nullable: true },
          ],
        },
      },
      outputs: [{ format: 'avro', codec: 'null' }],
    };
    await fetch(`${aws.endpoint}/errors/recipe.json`, { method: 'PUT', body: JSON.stringify(recipe) });
    await local().put('typed/a.csv');
    const opened = await local().open({ RECIPE: 's3://errors/recipe.json' });
    await opened.answer(s3Event('typed/a.csv'), context);
    expect(await local().text('typed/a.avro')).toContain('{"name":"n","type":["null","string"]');
  });

  it('that is not there, or none, is told with its name', async () => {
    await expect(local().open({ RECIPE: 's3://errors/no.json' })).rejects.toThrow(
      'RECIPE is s3://errors/no.json, which cannot be read',
    );
    await fetch(`${local().aws.endpoint}/errors/odd.json`, { method: 'PUT', body: '{}' });
    await expect(local().open({ RECIPE: 's3://errors/odd.json' })).rejects.toThrow('which is no recipe');
  });
});
