import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileStore } from '@parquetry/core';
import {
  type FunctionHost,
  type LocalAws,
  type Queue,
  type ServerCounters,
  startLocalAws,
} from '@parquetry/local-aws';
import { openS3, parseS3Url, s3Settings } from '@parquetry/s3';
import { ExitCode, UsageError } from '../exit-codes.ts';
import { formatBytes, plural } from '../terminal/format.ts';
import { answer, answerJson, say, type Terminal } from '../terminal/terminal.ts';
import type { CommandContext } from './command-context.ts';
import { type FunctionPlace, notifiedFunction, readFunctions, startFunctions } from './local-functions.ts';

/** A place in a bucket, and what it is joined with: a queue, a function, a directory. */
export interface BucketPlace {
  readonly bucket: string;
  readonly prefix: string;
  readonly value: string;
}

export interface LocalOptions {
  readonly port?: number;
  readonly bucket: readonly string[];
  readonly queue: readonly string[];
  readonly notify: readonly BucketPlace[];
  readonly put: readonly BucketPlace[];
  /** Lambda, even without functions to begin with. */
  readonly lambda?: boolean;
  readonly lambdaPort?: number;
  readonly function: readonly FunctionPlace[];
}

interface Put {
  readonly to: string;
  readonly files: number;
  readonly bytes: number;
}

interface Ready {
  readonly endpoint: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly buckets: readonly string[];
  readonly queues: Readonly<Record<string, Queue>>;
  readonly put: readonly Put[];
  /** Where it was asked for. */
  readonly lambda?: {
    readonly endpoint: string;
    readonly functions: readonly string[];
    readonly cpuControl: string;
  };
}

/** `bucket=value`, `bucket/prefix=value`: the prefix ends with a slash, or is empty. */
export function bucketPlace(text: string): BucketPlace | undefined {
  const match = /^([^/=]+)(?:\/([^=]*))?=(.+)$/.exec(text);
  if (match === null) return undefined;
  const [, bucket = '', prefix = '', value = ''] = match;
  return { bucket, prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`, value };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** What the stack refuses, a port or a name, is the user's to mend. */
async function asked<Answer>(answering: Promise<Answer>): Promise<Answer> {
  return answering.catch((error: unknown) => {
    throw new UsageError(messageOf(error));
  });
}

const unique = (names: readonly string[]) => [...new Set(names)];

const bucketsOf = ({ bucket, notify, put }: LocalOptions) =>
  unique([...bucket, ...[...notify, ...put].map((place) => place.bucket)]);

const queuesOf = ({ queue, notify }: LocalOptions) =>
  unique([
    ...queue,
    ...notify.map(({ value }) => value).filter((value) => notifiedFunction(value) === undefined),
  ]);

async function createAll(aws: LocalAws, options: LocalOptions): Promise<Record<string, Queue>> {
  for (const name of bucketsOf(options)) await asked(aws.createBucket(name));
  const queues: Record<string, Queue> = {};
  for (const name of queuesOf(options)) queues[name] = await asked(aws.createQueue(name));
  return queues;
}

interface Notified {
  readonly aws: LocalAws;
  readonly queues: Readonly<Record<string, Queue>>;
  readonly host: FunctionHost | undefined;
}

async function notifyAll(
  { aws, queues, host }: Notified,
  { notify }: LocalOptions,
  terminal: Terminal,
): Promise<void> {
  for (const { bucket, prefix, value } of notify) {
    const name = notifiedFunction(value);
    if (name === undefined) {
      await asked(aws.notify({ bucket, prefix, queueArn: queues[value]!.arn }));
      continue;
    }
    const tell = (event: unknown) =>
      host?.invokeEvent(name, event).catch((error: unknown) => say(terminal, messageOf(error)));
    await asked(aws.notify({ bucket, prefix, function: tell }));
  }
}

function requireFunctions({ notify, function: functions }: LocalOptions): void {
  const names = functions.map(({ name }) => name);
  for (const { value } of notify) {
    const name = notifiedFunction(value);
    if (name === undefined || names.includes(name)) continue;
    throw new UsageError(`--notify: there is no function ${name}; add --function ${name}=<directory or zip>`);
  }
}

async function requireDirectories(places: readonly BucketPlace[], { directory }: Terminal): Promise<void> {
  for (const { value } of places) {
    const found = await stat(resolve(directory, value)).catch(() => undefined);
    if (!found?.isDirectory()) throw new UsageError(`--put: ${value} is no directory`);
  }
}

async function putDirectory(endpoint: string, place: BucketPlace, terminal: Terminal): Promise<Put> {
  const { bucket, prefix, value } = place;
  const { signal, directory } = terminal;
  const files = fileStore();
  const to = `s3://${bucket}/${prefix}`;
  await using s3 = openS3(s3Settings.parse({ endpoint }));
  let put: Put = { to, files: 0, bytes: 0 };
  for await (const { ref } of files.list(resolve(directory, value), '', signal)) {
    const target = parseS3Url(`s3://${bucket}/${prefix}${ref.key}`);
    const { bytes } = await s3.write(target, files.read(ref, { signal }), signal);
    put = { to, files: put.files + 1, bytes: put.bytes + bytes };
  }
  return put;
}

function sayLambda(
  { endpoint, functions, cpuControl }: NonNullable<Ready['lambda']>,
  terminal: Terminal,
): void {
  for (const name of functions) say(terminal, `function ${name}`);
  const share =
    cpuControl === 'none' ? 'not enforced: times are of this machine' : `enforced (${cpuControl})`;
  say(terminal, `Lambda at ${endpoint}; the share of the processor is ${share}`);
}

function announce(ready: Ready, context: CommandContext): void {
  const { terminal, json } = context;
  if (json) {
    answerJson(terminal, ready);
    return;
  }
  for (const { to, files, bytes } of ready.put)
    say(terminal, `${to}: ${plural(files, 'file')}, ${formatBytes(bytes)}`);
  for (const [name, { url }] of Object.entries(ready.queues)) say(terminal, `queue ${name}: ${url}`);
  if (ready.lambda) sayLambda(ready.lambda, terminal);
  say(terminal, `S3 and SQS at ${ready.endpoint}, in memory, until Ctrl-C; in another terminal:`);
  const exports = Object.entries(ready.environment).map(([name, value]) => `export ${name}=${value}`);
  answer(terminal, exports.join('\n'));
}

/** @throws when a server ends by itself. */
async function stayUntilInterrupted(
  servers: readonly { readonly ended: Promise<string | undefined> }[],
  { signal }: Terminal,
): Promise<void> {
  if (signal.aborted) return;
  const interrupted = once(signal, 'abort').then(() => undefined);
  const why = await Promise.race([interrupted, ...servers.map(({ ended }) => ended)]);
  if (why !== undefined) throw new UsageError(`${why}; start it again`);
}

function sayWhatHappened({ requests, bytesIn, bytesOut }: ServerCounters, terminal: Terminal): void {
  const operations = Object.entries(requests).map(([operation, count]) => `${count} ${operation}`);
  if (operations.length === 0) return;
  say(terminal, `${operations.join(', ')}; ${formatBytes(bytesIn)} in, ${formatBytes(bytesOut)} out`);
}

/** `parquetry local`: its normal end is Ctrl-C. */
export async function local(options: LocalOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal } = context;
  requireFunctions(options);
  await requireDirectories(options.put, terminal);
  const { port } = options;
  const functions = await readFunctions(options.function, terminal.directory);
  await using aws = await asked(startLocalAws(port === undefined ? {} : { port }));
  // Whatever credentials and endpoints this process was given, none of them is used.
  Object.assign(process.env, aws.environment);
  const queues = await createAll(aws, options);
  const wantsLambda = options.lambda === true || options.lambdaPort !== undefined || functions.length > 0;
  await using host = wantsLambda ? await startFunctions(aws, functions, options.lambdaPort) : undefined;
  await notifyAll({ aws, queues, host }, options, terminal);
  const put: Put[] = [];
  for (const place of options.put) put.push(await putDirectory(aws.endpoint, place, terminal));
  const { endpoint } = aws;
  const environment = { ...aws.environment, ...host?.environment };
  const lambda = host && {
    endpoint: host.endpoint,
    functions: functions.map(({ name }) => name),
    cpuControl: host.cpuControl,
  };
  const ready = { endpoint, environment, buckets: bucketsOf(options), queues, put };
  announce(lambda ? { ...ready, lambda } : ready, context);
  await stayUntilInterrupted(host ? [aws, host] : [aws], terminal);
  sayWhatHappened(await aws.counters(), terminal);
  return ExitCode.done;
}
