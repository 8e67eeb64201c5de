import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeliveryOrder } from '../../src/campaign/deliveries/delivery-order.ts';
import { runDelivery } from '../../src/campaign/deliveries/run-delivery.ts';

const module = fileURLToPath(new URL('./support/scripted-process.ts', import.meta.url));

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parquetry-campaign-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** What the process does is told by what it is to convert with. */
const orderFor = (script: string, kill?: DeliveryOrder['kill']) =>
  ({ work: 'deliver', engine: script, kill, boxPath: join(directory, `${script}.box`) }) as DeliveryOrder;

const run = (order: DeliveryOrder, options: { signal?: AbortSignal; timeoutMs?: number } = {}) =>
  runDelivery(order, { module, environment: process.env, timeoutMs: 60_000, ...options });

const KILL = { step: 'after GET', count: 1 } as const;

describe('a process that delivers', () => {
  test('was killed at its step when its box says so and SIGKILL ended it', async () => {
    const order = orderFor('die', KILL);
    const end = await run(order);
    expect(end).toMatchObject({
      status: 'killed',
      account: {
        converted: ['a.csv', 'b.csv'],
        failed: ['c.csv'],
        jobsRetried: 1,
        requests: 9,
        death: { step: 'after GET' },
      },
    });
    expect(existsSync(order.boxPath)).toBe(false);
  });

  test('failed when SIGKILL ended it at another step, or at none', async () => {
    expect(await run(orderFor('die', { step: 'after PUT', count: 1 }))).toMatchObject({ status: 'failed' });
    const end = await run(orderFor('die-silently', KILL));
    expect(end).toMatchObject({ status: 'failed', error: expect.stringContaining('was ended by SIGKILL') });
    expect(end.account.converted).toEqual(['a.csv', 'b.csv']);
  });

  test('failed when it only said that it would die', async () => {
    expect(await run(orderFor('say-and-leave', KILL))).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('exited with code 3'),
    });
  });

  test('came to its end when it answered, whatever it was to be killed at', async () => {
    const news: number[] = [];
    const end = await runDelivery(orderFor('end', KILL), {
      module,
      environment: process.env,
      timeoutMs: 60_000,
      onNews: ({ converted }) => news.push(converted),
    });
    expect(end).toMatchObject({
      status: 'ended',
      answer: { writers: { avro: 'avsc' } },
      account: { requests: 9 },
    });
    expect(news).toEqual([1]);
  });

  test('failed with what it threw', async () => {
    expect(await run(orderFor('throw'))).toMatchObject({ status: 'failed', error: 'thrown by the test' });
  });

  test('is stopped when it takes too long', async () => {
    expect(await run(orderFor('wait'), { timeoutMs: 300 })).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('gave no answer within 0.3 s'),
    });
  });

  test('is gone when it is called off', async () => {
    const abort = new AbortController();
    const running = run(orderFor('wait'), { signal: abort.signal });
    setTimeout(() => abort.abort(new Error('stopped by the test')), 300);
    await expect(running).rejects.toThrow('stopped by the test');
  });
});
