import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildFunctionBundles } from '@parquetry/lambda';
import { type LocalAws, startLocalAws } from '@parquetry/local-aws';
import { StateMachine } from 'aws-local-stepfunctions';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { backfillDefinition } from '../src/backfill/backfill-definition.ts';
import { parseDeploySettings } from '../src/settings/deploy-settings.ts';

type Handler = (event: unknown, context: { getRemainingTimeInMillis(): number }) => Promise<unknown>;

const opened = new AsyncDisposableStack();
let aws: LocalAws;
let handler: Handler;

const put = (path: string, body: string) => fetch(`${aws.endpoint}/${path}`, { method: 'PUT', body });
const exists = async (path: string) => (await fetch(`${aws.endpoint}/${path}`)).ok;

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'parquetry-backfill-'));
  opened.defer(() => rm(directory, { recursive: true, force: true }));
  aws = opened.use(await startLocalAws());
  for (const bucket of ['lake-in', 'lake-out', 'lake-errors']) await aws.createBucket(bucket);
  Object.assign(process.env, aws.environment, {
    INPUT_BUCKET: 'lake-in',
    INPUT_PREFIX: 'in/',
    OUTPUT_BUCKET: 'lake-out',
    OUTPUT_PREFIX: 'out/',
    ERROR_BUCKET: 'lake-errors',
    ENGINE: 'simd',
    LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
  });
  const { convert } = await buildFunctionBundles(directory, { only: ['convert'] });
  ({ handler } = await import(pathToFileURL(join(convert.directory, 'index.js')).href));
});
afterAll(() => opened.disposeAsync());

it('A batch of the back-fill goes through the function that is deployed, and comes back with its counts', async () => {
  await put('lake-in/in/a.csv', 'id,name\n1,one\n2,two\n');
  await put('lake-in/in/deep/b {1}.csv', 'id,name\n3,three\n');
  await put('lake-in/in/notes.md', 'no source');
  const { States } = backfillDefinition(parseDeploySettings({}));
  const { 'Convert all of prefix': over } = States as unknown as Record<
    string,
    { readonly ItemProcessor: Record<string, unknown> }
  >;
  const { ProcessorConfig: _, ...child } = over!.ItemProcessor;
  const machine = new StateMachine(child as never, {
    validationOptions: { checkArn: false, checkPaths: false },
  });
  const invoke = async ({ Payload }: { readonly Payload: unknown }) => ({
    Payload: await handler(Payload, { getRemainingTimeInMillis: () => 300_000 }),
  });
  const keys = ['in/a.csv', 'in/deep/b {1}.csv', 'in/notes.md', 'in/gone.csv'];
  const Items = keys.map((key) => ({ bucket: 's3://lake-in', key }));
  const { result } = machine.run(
    { Items },
    {
      overrides: { taskResourceLocalHandlers: { 'Convert batch of prefix': invoke as never } },
    },
  );
  await expect(result).resolves.toEqual({ jobs: { converted: 2, gone: 1, failed: 0 } });
  expect(await exists('lake-out/out/a.parquet')).toBe(true);
  expect(await exists('lake-out/out/deep/b%20%7B1%7D.parquet')).toBe(true);
});
