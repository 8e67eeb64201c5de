/** A tune of a function on a Lambda whose address is in the environment, as `parquetry local` prints it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateFunctionCommand,
  LambdaClient,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { zipFiles } from '@parquetry/lambda/zip';
import { type FunctionHost, startFunctionHost } from '@parquetry/local-aws';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';

const directory = useDirectory();
const FunctionName = 'theirs';

let host: FunctionHost;
let lambda: LambdaClient;

beforeAll(async () => {
  host = await startFunctionHost({ cpuControl: 'none' });
  const credentials = { accessKeyId: 'there', secretAccessKey: 'there' };
  lambda = new LambdaClient({ endpoint: host.endpoint, region: 'us-east-1', credentials });
  const code = 'export const handler = () => new Promise((resolve) => setTimeout(resolve, 50));';
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::000000000000:role/local',
      Architectures: [process.arch === 'arm64' ? 'arm64' : 'x86_64'],
      Code: { ZipFile: await zipFiles(new Map([['index.mjs', Buffer.from(code)]])) },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 30, minDelay: 0.05 }, { FunctionName });
});

afterAll(async () => {
  lambda.destroy();
  await host[Symbol.asyncDispose]();
});

const environmentOf = ({ endpoint }: FunctionHost) => ({
  AWS_ACCESS_KEY_ID: 'there',
  AWS_SECRET_ACCESS_KEY: 'there',
  AWS_REGION: 'us-east-1',
  AWS_ENDPOINT_URL_LAMBDA: endpoint,
  AWS_ENDPOINT_URL_STS: endpoint,
  AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: endpoint,
});

const tune = (samples: number, args: readonly string[], signal?: AbortSignal) =>
  runInProcess(
    directory(),
    ['tune', FunctionName, '--memory', '1769', '--cold', '0', '--samples', `${samples}`, ...args],
    {
      environment: environmentOf(host),
      ...(signal && { signal }),
    },
  );

async function sampled(): Promise<string> {
  const folder = join(directory(), '.parquetry', 'tune');
  const [file] = (await readdir(folder)).filter((name) => name.endsWith('.samples.jsonl'));
  expect(await readFile(join(folder, file!), 'utf8')).toContain('"kind":"sample"');
  return /tune-(\w+)\./.exec(file!)![1]!;
}

/** A machine that is too busy to measure a single size has no answer. */
const codeOf = ({ cells }: { cells: { status: string }[] }) =>
  cells.some(({ status }) => status === 'measured') ? 0 : 2;

async function whatIsThere() {
  const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
  const { Aliases = [] } = await lambda.send(new ListAliasesCommand({ FunctionName }));
  return { versions: Versions.map(({ Version }) => Version), aliases: Aliases.length };
}

it('a tune that is interrupted leaves the function as it was, and names the command that goes on', async () => {
  const abort = new AbortController();
  const running = tune(20, [], abort.signal);
  const runId = await vi.waitFor(sampled, { timeout: 30_000, interval: 20 });
  abort.abort(new DOMException('interrupted', 'AbortError'));
  const interrupted = await running;
  const named = /^run (\w+) keeps its samples; to go on: npx parquetry (.*)$/m.exec(interrupted.err);
  expect(named?.slice(1), interrupted.err).toEqual([
    runId,
    `tune theirs --memory 1769 --concurrency 1 --samples 20 --cold 0 --balanced-weight 0.5 --seed 1 --max-usd 1 --results .parquetry --resume ${runId}`,
  ]);
  expect(await whatIsThere()).toEqual({ versions: ['$LATEST'], aliases: 0 });

  const words = named![2]!.split(' ');
  const resumed = await runInProcess(directory(), [...words, '--json'], { environment: environmentOf(host) });
  const { tune: found } = JSON.parse(resumed.out);
  expect(resumed.code, resumed.err).toBe(codeOf(found));
  expect(found.runId).toBe(runId);
  // On a machine that is busy with other things there are fewer.
  expect(found.samples.length).toBeGreaterThan(5);
  const slots = found.samples.map(({ slot }: { slot: number }) => slot);
  expect(new Set(slots).size).toBe(slots.length);
});

it('its times are this machine’s, so nobody is asked and nothing is called AWS', async () => {
  const { code, err, out } = await tune(2, ['--json']);
  const { tune: tuned } = JSON.parse(out);
  expect(code, err).toBe(codeOf(tuned));
  expect(tuned).toMatchObject({ place: 'local', calibration: { status: 'uncalibrated' } });
  expect(await whatIsThere()).toEqual({ versions: ['$LATEST'], aliases: 0 });
});
