import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { BIN, runCli, useDirectory } from './support/run-cli.ts';

const directory = useDirectory();

interface Ready {
  readonly endpoint: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly lambda?: { readonly endpoint: string; readonly functions: readonly string[] };
}

const CODE = `export const handler = async ({ Records }) => {
  const { COLOUR: colour, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memory } = process.env;
  console.log('told', Records[0].s3.object.key, colour, memory);
};`;

let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

async function start(...args: string[]): Promise<Ready> {
  child = spawn(process.execPath, [BIN, 'local', '--json', ...args], { cwd: directory() });
  let out = '';
  for await (const chunk of child.stdout!) {
    out += `${chunk}`;
    if (out.endsWith('}\n')) return JSON.parse(out) as Ready;
  }
  throw new Error('it ended before it was ready');
}

async function writeFunction(): Promise<void> {
  await mkdir(join(directory(), 'code'));
  await writeFile(join(directory(), 'code', 'index.mjs'), CODE);
}

const isServed = (endpoint: string) =>
  fetch(endpoint).then(
    () => true,
    () => false,
  );

/** What the function f has printed. */
async function told(endpoint: string): Promise<(string | undefined)[]> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'x-amz-target': 'Logs_20140328.FilterLogEvents',
      'content-type': 'application/x-amz-json-1.1',
    },
    body: JSON.stringify({ logGroupName: '/aws/lambda/f', filterPattern: 'told' }),
  });
  const { events = [] } = (await answer.json()) as { events?: { message: string }[] };
  return events.map(({ message }) => message.split('\t').at(-1));
}

it('a function of a directory is told of objects below its prefix, and all of it ends with Ctrl-C', async () => {
  await writeFunction();
  await mkdir(join(directory(), 'files'));
  await writeFile(join(directory(), 'files', 'a.csv'), 'x\n');
  const definition = { code: 'code', memory: 512, environment: { COLOUR: 'red' } };
  await writeFile(join(directory(), 'f.json'), JSON.stringify(definition));
  const args = ['--function', 'f=f.json', '--notify', 'data/in=function:f', '--put', 'data/in=files'];
  const { environment, lambda } = await start(...args);
  expect(lambda?.functions).toEqual(['f']);
  expect(environment['AWS_ENDPOINT_URL_LAMBDA']).toBe(lambda?.endpoint);
  expect(environment['AWS_ENDPOINT_URL_S3']).not.toBe(lambda?.endpoint);
  // The event may come a moment after the object.
  await vi.waitFor(async () => expect(await told(lambda!.endpoint)).toEqual(['told in/a.csv red 512']), {
    timeout: 30_000,
  });
  const closed = once(child!, 'close');
  child!.kill('SIGINT');
  expect((await closed)[0]).toBe(0);
  expect(await isServed(lambda!.endpoint)).toBe(false);
});

it('Lambda is started only when it is asked for', async () => {
  const { environment, lambda } = await start();
  expect(lambda).toBeUndefined();
  expect(environment).not.toHaveProperty('AWS_ENDPOINT_URL_LAMBDA');
  child!.kill('SIGKILL');
  const { port } = new URL((await start('--lambda')).lambda!.endpoint);
  const refused = await runCli(directory(), ['local', '--lambda-port', port]);
  expect(refused.code).toBe(2);
  expect(refused.err).toContain(`port ${port} of 127.0.0.1 is in use; choose another`);
});

it.each([
  [['--function', 'f'], 'name=<directory, zip or JSON file>'],
  [['--function', 'f=nowhere'], 'is no directory, zip or JSON file'],
  [['--function', 'f=nowhere.json'], 'ENOENT'],
  [['--function', 'f=small.json'], 'memorySize'],
  [['--function', 'f=wrong.json'], 'memroy'],
  [['--notify', 'data=function:g'], '--function g=<directory or zip>'],
])('%j is a mistake that is told, and leaves nothing running', async (args, says) => {
  await writeFunction();
  await writeFile(join(directory(), 'small.json'), '{ "code": "code", "memory": 1 }');
  await writeFile(join(directory(), 'wrong.json'), '{ "code": "code", "memroy": 128 }');
  const { code, err } = await runCli(directory(), ['local', ...args]);
  expect(code).toBe(2);
  expect(err).toContain(says);
});
