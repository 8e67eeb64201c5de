import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { zipFiles } from '@parquetry/lambda/zip';
import { type FunctionHost, startFunctionHost } from '@parquetry/local-aws';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';

const CODE = 'export const handler = async () => 1;';
const directory = useDirectory();

let host: FunctionHost;
let lambda: LambdaClient;

async function create(FunctionName: string, MemorySize: number): Promise<void> {
  const ZipFile = await zipFiles(new Map([['index.mjs', Buffer.from(CODE)]]));
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      MemorySize,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::000000000000:role/local',
      Code: { ZipFile },
    }),
  );
  await waitUntilFunctionActiveV2(
    { client: lambda, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.2 },
    { FunctionName },
  );
}

beforeAll(async () => {
  host = await startFunctionHost({ cpuControl: 'none' });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  lambda = new LambdaClient({ endpoint: host.endpoint, region: 'us-east-1', credentials });
});

afterAll(async () => {
  lambda.destroy();
  await host[Symbol.asyncDispose]();
});

const scan = (...args: string[]) =>
  runInProcess(directory(), ['tune', 'scan', ...args], { environment: host.environment });

it('a region without functions says so', async () => {
  const { code, err, out } = await scan();
  expect([code, out, err]).toEqual([0, '', 'us-east-1 has no function\n']);
});

it('functions are ranked by their REPORT lines, and one that never ran is told apart', async () => {
  await create('busy', 3008);
  await create('idle', 128);
  for (let event = 0; event < 3; event += 1) await lambda.send(new InvokeCommand({ FunctionName: 'busy' }));
  const { code, err, out } = await scan('--days', '1');
  expect(code).toBe(0);
  expect(out).toMatch(/^function +size +used +events\/month/);
  expect(out).toMatch(/^busy +3008 MB +\d+ MB +91\.3 /m);
  expect(out).toContain(
    'more than one core (only code that runs on several cores gets faster above 1769 MB): busy',
  );
  expect(out).toContain('idle: no figures, it was not invoked');
  expect(err).toContain('nothing was invoked');
  expect(err).toContain('parquetry tune <function> measures it');
});

it('--json tells every function, and the scan itself invokes none', async () => {
  const first = JSON.parse((await scan('--json', '--days', '1')).out);
  const second = JSON.parse((await scan('--json', '--days', '1')).out);
  expect(first).toMatchObject({ region: 'us-east-1', days: 1 });
  expect(first.functions).toMatchObject([
    { status: 'ranked', name: 'busy', reports: 3 },
    { status: 'unranked', name: 'idle' },
  ]);
  expect(second.functions[0].reports).toBe(3);
});

it('an address where nobody answers is the user’s to mend', async () => {
  const nobody = await scan('--endpoint', 'http://127.0.0.1:1');
  expect(nobody.code).toBe(2);
  expect(nobody.err).toContain('error: listing functions failed');
});
