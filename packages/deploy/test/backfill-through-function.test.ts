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
let letters: Awaited<ReturnType<LocalAws['createQueue']>>;
let handler: Handler;

const put = (path: string, body: string) =>
  fetch(`${aws.endpoint}/${path}`, { method: 'PUT', body: Buffer.from(body, 'latin1') });
const exists = async (path: string) => (await fetch(`${aws.endpoint}/${path}`)).ok;

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'parquetry-backfill-'));
  opened.defer(() => rm(directory, { recursive: true, force: true }));
  aws = opened.use(await startLocalAws());
  for (const bucket of ['lake-in', 'lake-out', 'lake-errors']) await aws.createBucket(bucket);
  letters = await aws.createQueue('letters');
  Object.assign(process.env, aws.environment, {
    INPUT_BUCKET: 'lake-in',
    INPUT_PREFIX: 'in/',
    OUTPUT_BUCKET: 'lake-out',
    OUTPUT_PREFIX: 'out/',
    ERROR_BUCKET: 'lake-errors',
    DLQ_QUEUE_URL: letters.url,
    ENGINE: 'simd',
    LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
  });
  const { convert } = await buildFunctionBundles(directory, { only: ['convert'] });
  ({ handler } = await import(pathToFileURL(join(convert.directory, 'index.js')).href));
});
afterAll(() => opened.disposeAsync());

/** Invokes the function with a batch, as the child of the back-fill does. */
async function runChild(Items: readonly object[]): Promise<unknown> {
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
  const overrides = { taskResourceLocalHandlers: { 'Convert batch of prefix': invoke as never } };
  return await machine.run({ Items: Items as never }, { overrides }).result;
}

const SOURCES = {
  'in/a.csv': 'id,name\n1,one\n2,two\n',
  'in/deep/b {1}.csv': 'id,name\n3,three\n',
  'in/ragged.csv': 'id,name\n1,one\n2,two,three\n3,three\n',
  'in/broken.csv.gz': '\u001f\u008b\b packed, it says, and is not',
  'in/notes.md': 'no source',
};

it('A batch of the back-fill goes through the function that is deployed, by requests that its role allows', async () => {
  for (const [key, body] of Object.entries(SOURCES)) await put(`lake-in/${key}`, body);
  await aws.resetCounters();
  const items = Object.entries(SOURCES).map(([key, body]) => ({
    bucket: 's3://lake-in',
    key,
    bytes: body.length,
  }));
  const gone = { bucket: 's3://lake-in', key: 'in/gone.csv', bytes: 10 };
  await expect(runChild([...items, gone])).resolves.toEqual({ jobs: { converted: 3, gone: 1, failed: 1 } });
  const { requests } = await aws.counters();
  const allowed = ['GetObject', 'HeadObject', 'PutObject', 'SendMessage'];
  expect(Object.keys(requests).filter((name) => !allowed.includes(name))).toEqual([]);
  expect(requests).toMatchObject({ HeadObject: 3, SendMessage: 1 });
  for (const output of ['a', 'deep/b%20%7B1%7D', 'ragged']) {
    expect(await exists(`lake-out/out/${output}.parquet`)).toBe(true);
  }
});
