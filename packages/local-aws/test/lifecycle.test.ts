import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { startLocalAws } from '../src/index.ts';

const isAlive = (processId: number) => {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
};

const isServed = (endpoint: string) =>
  fetch(`${endpoint}/health`).then(
    ({ ok }) => ok,
    () => false,
  );

const waitUntil = (holds: () => boolean | Promise<boolean>) =>
  vi.waitFor(async () => expect(await holds()).toBe(true), { timeout: 10_000 });

const holder = fileURLToPath(new URL('./support/hold-local-aws.ts', import.meta.url));

async function holdInAnotherProcess(): Promise<{
  parent: ChildProcess;
  endpoint: string;
  processId: number;
}> {
  const parent = spawn(process.execPath, [holder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: parent.stdout! }), 'line')) as [string];
  return { parent, ...(JSON.parse(line) as { endpoint: string; processId: number }) };
}

test('disposal ends the process, closes the port and leaves no file', async () => {
  const filesBefore = await readdir(tmpdir());
  const aws = await startLocalAws();
  expect(await isServed(aws.endpoint)).toBe(true);
  await aws[Symbol.asyncDispose]();
  expect(isAlive(aws.processId)).toBe(false);
  expect(await isServed(aws.endpoint)).toBe(false);
  expect(await aws.ended).toBeUndefined();
  const left = (await readdir(tmpdir())).filter(
    (name) => !filesBefore.includes(name) && /fauxqs|sqlite/.test(name),
  );
  expect(left).toEqual([]);
});

test('disposing twice is harmless, and asking afterwards is an error', async () => {
  const aws = await startLocalAws();
  await Promise.all([aws[Symbol.asyncDispose](), aws[Symbol.asyncDispose]()]);
  await aws[Symbol.asyncDispose]();
  await expect(aws.counters()).rejects.toThrow('the local AWS server was stopped');
});

test('what is asked for when the server ends is refused, not left waiting', async () => {
  const aws = await startLocalAws();
  const asked = aws.createBucket('too-late');
  const refused = expect(asked).rejects.toThrow('the local AWS server was stopped');
  await aws[Symbol.asyncDispose]();
  await refused;
});

test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  'a parent that ends by %s leaves no server behind',
  async (signal) => {
    const { parent, endpoint, processId } = await holdInAnotherProcess();
    expect(await isServed(endpoint)).toBe(true);
    const gone = once(parent, 'exit');
    parent.kill(signal);
    await gone;
    await waitUntil(() => !isAlive(processId));
    expect(await isServed(endpoint)).toBe(false);
  },
);

test('a parent that goes while the server is still loading leaves no server behind', async () => {
  const child = fork(fileURLToPath(new URL('../src/server/child.ts', import.meta.url)), ['0'], {
    execArgv: [],
  });
  const gone = once(child, 'exit');
  child.disconnect();
  expect(await gone).toEqual([0, null]);
});

test('Ctrl-C in a terminal, which reaches the server too, leaves it to the parent to end it', async () => {
  await using aws = await startLocalAws();
  process.kill(aws.processId, 'SIGINT');
  process.kill(aws.processId, 'SIGHUP');
  await aws.createBucket('still-there');
  expect(isAlive(aws.processId)).toBe(true);
});

test('a server that dies says so, to who waits and to who asks', async () => {
  await using aws = await startLocalAws();
  process.kill(aws.processId, 'SIGKILL');
  expect(await aws.ended).toBe('the local AWS server ended with SIGKILL');
  await expect(aws.createBucket('any')).rejects.toThrow('the local AWS server ended with SIGKILL');
});

test('a port that is asked for is taken, and one in use is a clear error that leaves nothing behind', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  await expect(startLocalAws({ port })).rejects.toThrow(
    `port ${port} of 127.0.0.1 is in use; choose another, or none to be given a free one`,
  );
  other.close();
  await once(other, 'close');
  await using aws = await startLocalAws({ port });
  expect(aws.endpoint).toBe(`http://127.0.0.1:${port}`);
});

test('two stacks stand side by side, each with its own buckets', async () => {
  await using one = await startLocalAws();
  await using two = await startLocalAws();
  await one.createBucket('mine');
  expect(two.endpoint).not.toBe(one.endpoint);
  await expect(two.emptyBucket('mine')).rejects.toThrow('does not exist');
});
