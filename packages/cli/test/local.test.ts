import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { BIN, runCli, useDirectory } from './support/run-cli.ts';

const directory = useDirectory();

interface Ready {
  readonly endpoint: string;
  readonly environment: Record<string, string>;
  readonly buckets: readonly string[];
  readonly queues: Record<string, { url: string; arn: string }>;
  readonly put: readonly { to: string; files: number; bytes: number }[];
}

let child: ChildProcess | undefined;
let err = '';

afterEach(() => child?.kill('SIGKILL'));

/** Starts `parquetry local --json` and waits until it is ready. */
async function start(...args: string[]): Promise<Ready> {
  err = '';
  child = spawn(process.execPath, [BIN, 'local', '--json', ...args], {
    cwd: directory(),
    env: { ...process.env, NO_COLOR: '1' },
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  let out = '';
  for await (const chunk of child.stdout!) {
    out += `${chunk}`;
    if (out.endsWith('}\n')) return JSON.parse(out) as Ready;
  }
  throw new Error(`it ended before it was ready: ${err}`);
}

async function pressCtrlC(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
  const closed = once(child!, 'close');
  child!.kill(signal);
  return (await closed)[0] as number | null;
}

const isServed = ({ endpoint }: Ready) =>
  fetch(`${endpoint}/health`).then(
    ({ ok }) => ok,
    () => false,
  );

async function sqs<Answer>({ endpoint }: Ready, action: string, body: object): Promise<Answer> {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` };
  const response = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as Answer;
}

/** Of the commands in /proc, those whose parent this is. */
async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const children = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      // The name in brackets may hold anything; state and parent come after it.
      const [, parentOf] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(parentOf) === parent ? [Number(pid)] : [];
    }),
  );
  return children.flat();
}

describe('parquetry local', () => {
  it('stays until Ctrl-C, which is its normal end, and leaves no server behind', async () => {
    const ready = await start('--bucket', 'data', '--bucket', 'more');
    expect(ready.buckets).toEqual(['data', 'more']);
    expect(await isServed(ready)).toBe(true);
    expect((await fetch(`${ready.endpoint}/more`, { method: 'HEAD' })).status).toBe(200);
    expect(await pressCtrlC()).toBe(0);
    expect(await isServed(ready)).toBe(false);
  });

  it('serves another command that is given nothing but its environment', async () => {
    await mkdir(join(directory(), 'files/deep er'), { recursive: true });
    await writeFile(join(directory(), 'files/flights.csv'), 'id,name\n1,one\n2,two\n');
    await writeFile(join(directory(), 'files/deep er/ü.csv'), 'id\n1\n');
    const ready = await start('--put', 'data/in=files');
    expect(ready.put).toEqual([{ to: 's3://data/in/', files: 2, bytes: 25 }]);
    const run = (...args: string[]) => runCli(directory(), args, { environment: ready.environment });
    const inspected = await run('inspect', 's3://data/in/flights.csv');
    expect(inspected).toMatchObject({ code: 0, out: expect.stringContaining('name') });
    const converted = await run(
      'convert',
      's3://data/in/flights.csv',
      '--to',
      'parquet',
      '--out',
      's3://data/out/',
    );
    expect(converted).toMatchObject({ code: 0 });
    expect((await fetch(`${ready.endpoint}/data/in/deep%20er/%C3%BC.csv`)).status).toBe(200);
    expect(await pressCtrlC('SIGTERM')).toBe(0);
    expect(err).toMatch(/GetObject.*in, .* out/);
  });

  it('tells queues of what is put', async () => {
    await mkdir(join(directory(), 'files'));
    await writeFile(join(directory(), 'files/a b.csv'), 'id\n1\n');
    const ready = await start(
      '--notify',
      'data/in=jobs',
      '--put',
      'data/in/=files',
      '--put',
      'data=files',
      '--queue',
      'other',
    );
    expect(Object.keys(ready.queues)).toEqual(['other', 'jobs']);
    const QueueUrl = ready.queues['jobs']!.url;
    type Received = { Messages: { Body: string }[] };
    const { Messages } = await sqs<Received>(ready, 'ReceiveMessage', {
      QueueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 5,
    });
    expect(Messages.map(({ Body }) => JSON.parse(Body).Records[0].s3.object.key)).toEqual(['in/a+b.csv']);
    expect(await pressCtrlC()).toBe(0);
  });

  it('prints lines for a shell, and where its queues are', async () => {
    const { code, out, err } = await runCli(directory(), ['local', '--queue', 'jobs'], {
      interruptAt: 'until Ctrl-C',
    });
    expect(code).toBe(0);
    const [, endpoint] = /^export AWS_ENDPOINT_URL=(http:\/\/127\.0\.0\.1:\d+)$/m.exec(out) ?? [];
    expect(
      out
        .trimEnd()
        .split('\n')
        .every((line) => /^export AWS_[A-Z0-9_]+=\S+$/.test(line)),
    ).toBe(true);
    expect(err).toContain(`queue jobs: ${endpoint}/000000000000/jobs`);
  });

  it('takes the port it is given, and says when it is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const refused = await runCli(directory(), ['local', '--port', `${port}`]);
    expect(refused).toMatchObject({
      code: 2,
      err: expect.stringContaining(`port ${port} of 127.0.0.1 is in use; choose another`),
    });
    other.close();
    await once(other, 'close');
    expect((await start('--port', `${port}`)).endpoint).toBe(`http://127.0.0.1:${port}`);
    expect(await pressCtrlC()).toBe(0);
  });

  it.each([
    [['--port', '70000'], 'It must be a whole number from 1 to 65535'],
    [['--port', 'x'], 'It must be a whole number from 1 to 65535'],
    [['--notify', 'data'], 'It must be bucket=… or bucket/prefix=…'],
    [['--put', '=files'], 'It must be bucket=… or bucket/prefix=…'],
    [['--put', 'data=absent'], '--put: absent is no directory'],
    [['--bucket', 'No Bucket'], 'creating bucket No Bucket'],
    [['--notify', 'data=jobs.fifo'], 'S3 notifies no FIFO queue'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await runCli(directory(), ['local', ...args]);
    expect({ code, says: err.includes(message) || err }).toEqual({ code: 2, says: true });
  });

  it.skipIf(process.platform !== 'linux')('ends with an error when its server does', async () => {
    const ready = await start();
    const pids = await childrenOf(child!.pid!);
    const closed = once(child!, 'close');
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    expect((await closed)[0]).toBe(2);
    expect(err).toContain('the local AWS server ended with SIGKILL; start it again');
    expect(await isServed(ready)).toBe(false);
  });
});
