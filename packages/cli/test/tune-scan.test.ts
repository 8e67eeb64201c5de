import { InvokeCommand } from '@aws-sdk/client-lambda';
import { type FunctionHost, startFunctionHost } from '@parquetry/local-aws';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FunctionsThere } from './support/functions-there.ts';
import { useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';

const code = 'export const handler = async () => 1;';
const directory = useDirectory();

let host: FunctionHost;
let there: FunctionsThere;

beforeAll(async () => {
  host = await startFunctionHost({ cpuControl: 'none' });
  there = new FunctionsThere(host.endpoint);
});

afterAll(async () => {
  there[Symbol.dispose]();
  await host[Symbol.asyncDispose]();
});

const scan = (...args: string[]) =>
  runInProcess(directory(), ['tune', 'scan', ...args], { environment: host.environment });

it('a region without functions says so', async () => {
  const { code: exitCode, err, out } = await scan();
  expect([exitCode, out, err]).toEqual([0, '', 'us-east-1 has no function\n']);
});

it('functions are ranked by their REPORT lines, and one that never ran is told apart', async () => {
  await there.create({ name: 'busy', code, memoryMb: 3008 });
  await there.create({ name: 'idle', code, memoryMb: 128 });
  for (let event = 0; event < 3; event += 1)
    await there.lambda.send(new InvokeCommand({ FunctionName: 'busy' }));
  const { code: exitCode, err, out } = await scan('--days', '1');
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^function +size +used +events\/month/);
  expect(out).toMatch(/^busy +3008 MB +\d+ MB +91\.3 /m);
  expect(out).toContain(
    'more than one core (only code that runs on several cores gets faster above 1769 MB): busy',
  );
  expect(out).toContain('idle: no figures, it was not invoked');
  expect(err).toContain('nothing was invoked');
  expect(err).toContain("these functions run on this machine: times are this machine's");
  expect(err).toContain('parquetry tune <function> measures it');
});

it('--json tells every function, and the scan itself invokes none', async () => {
  const first = JSON.parse((await scan('--json', '--days', '1')).out);
  const second = JSON.parse((await scan('--json', '--days', '1')).out);
  expect(first).toMatchObject({ place: 'local', region: 'us-east-1', days: 1 });
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
