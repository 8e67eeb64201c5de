import { memoryStore } from '@parquetry/core';
import {
  type DeliveryLogger,
  failureKinds,
  type Pipeline,
  type PipelineUsage,
  wallClock,
} from '@parquetry/delivery';
import { describe, expect, it } from 'vitest';
import { answerInvocation } from '../../src/convert/answer-invocation.ts';
import { openConvertService } from '../../src/convert/service/convert-service.ts';
import { readSettings } from '../../src/convert/settings/read-settings.ts';

const settings = readSettings({ INPUT_BUCKET: 'inputs', OUTPUT_BUCKET: 'outputs' });

const silent: DeliveryLogger = { debug() {}, info() {}, warn() {}, error() {} };

const usage: PipelineUsage = {
  s3: { requests: {}, retries: 0, bytesRead: 0, bytesWritten: 0, connectionsOpened: 0, mostConnections: 0 },
  cache: { hits: 3, misses: 1 },
  resilience: {
    breakers: [{ dependency: 'source', state: 'open', retryInMs: 1_000, opened: 1, failures: 8 }],
    failures: Object.fromEntries(failureKinds.map((kind) => [kind, 0])) as never,
    retryBudget: { left: 0.5, of: 200 },
  },
};

/** Opens a service whose pipelines do nothing but be there; `open` names those that are. */
async function openService(sick: PipelineUsage = usage) {
  const open: string[] = [];
  const openPipeline = async (_engine: string, request: { recipe: { to: { prefix: string } } }) => {
    const name = request.recipe.to.prefix;
    open.push(name);
    const pipeline: Pipeline = {
      store: memoryStore(),
      settle: async (job) => ({ status: 'skipped', job, because: 'gone' }),
      usage: async () => sick,
      async [Symbol.asyncDispose]() {
        open.splice(open.indexOf(name), 1);
      },
    };
    return pipeline;
  };
  const loadEngine = () => Promise.reject(new Error('nobody asked for an engine'));
  const service = await openConvertService(settings, {
    log: silent,
    clock: wallClock,
    openPipeline,
    loadEngine,
  });
  const answer = (event: unknown) =>
    answerInvocation(service, event, { signal: new AbortController().signal }, false);
  return { service, open, answer };
}

describe('the health of an environment', () => {
  it('tells of a breaker that is open, of retries that are used up, and of the cache', async () => {
    const { answer } = await openService();
    expect(await answer({ action: 'health_check' })).toMatchObject({
      overall_health: 'unhealthy',
      troubles: ['the breaker of source is open', 'no retries are left'],
      breakers: { source: 'open' },
      cache_hit_rate: 0.75,
      error_recovery_statistics: { success_rate: null, retry_budget: { left: 0.5, of: 200 } },
      dlq_depth: 0,
      versions: { engine: 'simd', node: process.versions.node },
    });
  });

  it('is good where there is nothing to look at', async () => {
    const { resilience: _resilience, ...well } = usage;
    const { answer } = await openService(well);
    expect(await answer({ action: 'health_check' })).toMatchObject({
      overall_health: 'healthy',
      troubles: [],
    });
  });
});

it('pipelines of other places are kept, but not more than a few', async () => {
  const { answer, open, service } = await openService();
  const ask = (output: string) =>
    answer({ action: 'convert', source: 's3://inputs/a.csv', output: `s3://outputs/${output}` }).catch(
      () => {},
    );
  for (const output of ['1', '2', '1', '3', '4', '5', '1', '6']) await ask(output);
  expect(open).toHaveLength(5);
  await answer({ action: 'health_check' });
  expect(open).toEqual(['', '5/', '1/', '6/']);
  await service[Symbol.asyncDispose]();
  expect(open).toEqual([]);
});
