import { openSqsQueue } from '@parquetry/delivery';
import { startLocalAws } from '@parquetry/local-aws';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCli, useDirectory } from '../support/run-cli.ts';
import { type InProcessOptions, runInProcess } from '../support/run-in-process.ts';

const GOOD = 'id,name\n1,one\n2,two\n';
const BAD = 'id,name\n1,one\n2,two,three\n';

const directory = useDirectory();
const opened = new AsyncDisposableStack();
let endpoint = '';
let aws: Awaited<ReturnType<typeof startLocalAws>>;
beforeAll(async () => {
  aws = opened.use(await startLocalAws());
  endpoint = aws.endpoint;
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  await aws.createBucket('raw');
  await aws.createBucket('lake');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await opened.disposeAsync();
});

/** A queue that hears of objects below a prefix. */
async function queueOf(name: string, attributes?: Parameters<typeof aws.createQueue>[1]): Promise<string> {
  const { url, arn } = await aws.createQueue(name, attributes);
  await aws.notify({ bucket: 'raw', prefix: `${name}/`, queueArn: arn });
  return url;
}

const upload = (key: string, text = GOOD) => fetch(`${endpoint}/raw/${key}`, { method: 'PUT', body: text });

async function keys(prefix: string): Promise<string[]> {
  const url = `${endpoint}/lake?list-type=2&prefix=${encodeURIComponent(prefix)}`;
  const text = await (await fetch(url)).text();
  return [...text.matchAll(/<Key>([^<]*)/g)].map(([, key]) => key!);
}

const count = async (url: string) => {
  using queue = await openSqsQueue({ url });
  return await queue.count();
};

const places = (name: string) => ['--in', `s3://raw/${name}/`, '--out', `s3://lake/${name}/`];

const work = (args: readonly string[], options?: InProcessOptions) =>
  runInProcess(directory(), ['run', 'worker', ...args], options);

const linesOf = (err: string) =>
  err
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('a worker', () => {
  it('converts what its queue tells of, and ends when there is nothing more', async () => {
    const url = await queueOf('all');
    for (let file = 0; file < 12; file += 1) await upload(`all/${file}.csv`);
    const { code, out, err } = await work(['--queue', url, ...places('all'), '--until-empty', '--json']);
    expect({ code, answer: JSON.parse(out) }).toMatchObject({
      code: 0,
      answer: { converted: 12, failed: 0 },
    });
    expect((await keys('all/')).filter((key) => key.endsWith('.parquet'))).toHaveLength(12);
    expect(await count(url)).toBe(0);
    expect(linesOf(err).map(({ msg }) => msg)).toContain('worker stopped');
    expect(await keys('all/_parquetry/')).toEqual(['all/_parquetry/health.json']);
  });

  it('takes what it is not told from the variables of the function', async () => {
    const url = await queueOf('env');
    await upload('env/a.csv');
    const environment = {
      INPUT_BUCKET: 'raw',
      INPUT_PREFIX: 'env',
      OUTPUT_BUCKET: 'lake',
      OUTPUT_PREFIX: 'env',
      FORMATS: 'parquet',
      LOG_LEVEL: 'ERROR',
    };
    const flags = ['--queue', url, '--until-empty', '--to', 'avro', '--engine', 'sequential'];
    expect(await work(flags, { environment })).toEqual({ code: 0, out: '', err: '' });
    expect(await keys('env/')).toEqual(['env/_parquetry/health.json', 'env/a.avro']);
  });

  it('keeps what cannot be converted as dead letters, which jobs redrive tries again', async () => {
    const url = await queueOf('dead');
    await upload('dead/a.csv', BAD);
    const { code, out } = await work(['--queue', url, ...places('dead'), '--until-empty', '--json']);
    expect({ code, answer: JSON.parse(out) }).toMatchObject({ code: 0, answer: { converted: 0, failed: 1 } });
    const jobs = (command: string) =>
      runInProcess(directory(), ['jobs', command, 's3://lake/dead/', '--json']);
    expect(JSON.parse((await jobs('health')).out).troubles).toContain('1 dead letter waits');
    await upload('dead/a.csv', GOOD);
    expect(await jobs('redrive')).toMatchObject({ code: 0 });
    expect(await keys('dead/a')).toEqual(['dead/a.parquet']);
  });

  it('prints the metrics of each file where that is asked for', async () => {
    const url = await queueOf('metrics');
    await upload('metrics/a.csv');
    const flags = ['--queue', url, ...places('metrics'), '--until-empty', '--metrics', 'emf', '--quiet'];
    const { code, out, err } = await work(flags, { environment: { ENVIRONMENT: 'prod' } });
    expect([code, err]).toEqual([0, '']);
    expect(linesOf(out)[0]).toMatchObject({ environment: 'prod', engine: 'simd', RecordsProcessed: 2 });
  });

  it('finishes what it holds when it is stopped, and leaves the rest in the queue', async () => {
    const url = await queueOf('stopped');
    const files = 30;
    for (let file = 0; file < files; file += 1) await upload(`stopped/${file}.csv`);
    const stop = new AbortController();
    const working = work(['--queue', url, ...places('stopped'), '--json'], { signal: stop.signal });
    await vi.waitUntil(async () => (await keys('stopped/')).some((key) => key.endsWith('.parquet')), 20_000);
    stop.abort(new DOMException('interrupted', 'AbortError'));
    const { code, out } = await working;
    const { converted } = JSON.parse(out);
    expect(code).toBe(0);
    expect((await keys('stopped/')).filter((key) => key.endsWith('.parquet'))).toHaveLength(converted);
    expect((await count(url)) + converted).toBe(files);
  });
});

it('Ctrl-C ends the process of a worker as it should end, by its own log', async () => {
  const url = await queueOf('signal');
  await upload('signal/a.csv');
  const args = ['run', 'worker', '--queue', url, ...places('signal')];
  const { code, err } = await runCli(directory(), args, { interruptAt: '"msg":"converted"' });
  expect(code).toBe(0);
  expect(linesOf(err).at(-1)).toMatchObject({
    level: 'info',
    converted: 1,
    failed: 0,
    msg: 'worker stopped',
  });
  expect(await count(url)).toBe(0);
});

describe('a worker that cannot work', () => {
  const wrong = async (args: readonly string[], environment: Record<string, string> = {}) => {
    const { code, err } = await work(args, { environment });
    expect(code).toBe(2);
    return err;
  };

  it('is told all that is wrong at once', async () => {
    const err = await wrong(['--queue', `${endpoint}/0/q`, '--out', 's3://lake/x/'], {
      CHUNK_SIZE: 'x',
      COMPRESSION_TYPE: 'y',
    });
    expect(err).toContain('COMPRESSION_TYPE is "y"');
    expect(err).toContain('CHUNK_SIZE is "x"');
    expect(err).toContain('INPUT_BUCKET is not set; --in names it, too');
  });

  it('says what is wrong with its queue', async () => {
    const url = `${endpoint}/000000000000/nobody`;
    expect(await wrong(['--queue', url, ...places('x')])).toContain('there is no such queue');
    expect(await wrong(['--queue', 'nonsense', ...places('x')])).toContain('is no URL of a queue');
  });

  it('does not take a directory for a place that events tell of', async () => {
    const flags = ['--queue', `${endpoint}/0/q`, '--in', 'folder', '--out', 's3://lake/x/'];
    expect(await wrong(flags)).toContain('--in folder is no place of S3');
  });

  it('writes answers or metrics on stdout, not both', async () => {
    const flags = ['--queue', `${endpoint}/0/q`, ...places('x'), '--json', '--metrics', 'emf'];
    expect(await wrong(flags)).toContain('--json and --metrics both want stdout');
  });
});
