import { rm } from 'node:fs/promises';
import { askClerk, carryObjects, type TargetObjects } from '@parquetry/bench';
import { startFunctionHost, startLocalAws } from '@parquetry/local-aws';
import { openS3, s3Settings } from '@parquetry/s3';
import {
  createTuneClients,
  describeFunction,
  destroyTuneClients,
  type FunctionFacts,
  type TuneClients,
} from '@parquetry/tune';
import type { Terminal } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { deployLocally, localClients, zipOf } from './deploy-locally.ts';
import { type BenchFunction, LOCAL_FUNCTION } from './target-options.ts';

/** Where a bench function is, before anything is done to it. */
export interface BenchPlace extends AsyncDisposable {
  readonly isLocal: boolean;
  /** As it stands in a record. */
  readonly name: string;
  readonly clients: TuneClients;
  readonly facts: FunctionFacts;
  readonly objects: TargetObjects;
  /** Below /tmp of the function. */
  readonly temporaryDirectory: string;
}

type Deployed = Extract<BenchFunction, { kind: 'deployed' }>;

export interface PlaceRequest {
  readonly at: BenchFunction;
  readonly context: CommandContext;
  /** Of whatever this run leaves for a while. */
  readonly runId: string;
}

const BUCKET = 'bench';
/** As long as a function may take. */
const TIMEOUT_SECONDS = 900;
/** The most that a function can have: this machine's own disk is behind it. */
const EPHEMERAL_STORAGE_MB = 10_240;

const temporaryFor = (runId: string) => `/tmp/parquetry-bench-${runId}`;

/** A function of this machine has this machine's /tmp. */
const removeTemporary = (path: string) => rm(path, { recursive: true, force: true });

async function openHere({ context, runId }: PlaceRequest): Promise<BenchPlace> {
  const { signal } = context.terminal;
  const functionName = LOCAL_FUNCTION;
  const zipping = zipOf(functionName);
  zipping.catch(() => {});
  await using stack = new AsyncDisposableStack();
  const aws = stack.use(await startLocalAws());
  await aws.createBucket(BUCKET);
  const host = stack.use(await startFunctionHost({ environment: aws.environment }));
  const temporaryDirectory = stack.adopt(temporaryFor(runId), removeTemporary);
  const place = localClients(host.endpoint);
  const deployment = { timeoutSeconds: TIMEOUT_SECONDS, ephemeralStorageMb: EPHEMERAL_STORAGE_MB };
  const variables = { LOG_LEVEL: 'WARN' };
  await deployLocally(place, { functionName, zip: await zipping, ...deployment, variables }, signal);
  const clients = stack.adopt(createTuneClients(place), destroyTuneClients);
  const facts = await describeFunction(clients, functionName, signal);
  const opened = stack.move();
  return {
    isLocal: true,
    name: `lambda:local:${functionName}`,
    clients,
    facts,
    objects: {
      bucket: `s3://${BUCKET}`,
      prefix: '',
      carry: (request, called) => askClerk(aws, request, called),
    },
    temporaryDirectory,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);

/** A Lambda at an address of this machine is a local one, whoever started it and whoever says so. */
async function isHere({ lambda }: TuneClients, environment: Terminal['environment']): Promise<boolean> {
  const named = await lambda.config.endpoint?.();
  const endpoint = environment['AWS_ENDPOINT_URL_LAMBDA'] ?? environment['AWS_ENDPOINT_URL'];
  const hostname = named?.hostname ?? (endpoint === undefined ? undefined : new URL(endpoint).hostname);
  return hostname !== undefined && LOOPBACK.has(hostname);
}

async function openThere(deployed: Deployed, { context, runId }: PlaceRequest): Promise<BenchPlace> {
  const { settings, terminal } = context;
  const { endpoint, region } = settings;
  const { bucket, key } = deployed.objects;
  const prefix = `${key}parquetry-bench-${runId}/`;
  const where = { ...(region !== undefined && { region }), ...(endpoint !== undefined && { endpoint }) };
  await using stack = new AsyncDisposableStack();
  const clients = stack.adopt(createTuneClients(where), destroyTuneClients);
  const facts = await describeFunction(clients, deployed.function, terminal.signal);
  const store = stack.use(openS3(s3Settings.parse(where)));
  stack.defer(async () => {
    await carryObjects(store, { do: 'delete', bucket, prefix });
  });
  const isLocal = await isHere(clients, terminal.environment);
  const temporaryDirectory = temporaryFor(runId);
  if (isLocal) stack.defer(() => removeTemporary(temporaryDirectory));
  const opened = stack.move();
  return {
    isLocal,
    name: `lambda:${facts.name}`,
    clients,
    facts,
    objects: { bucket, prefix, carry: (request) => carryObjects(store, request) },
    temporaryDirectory,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

/** Finds the function, or starts the one of this machine. Nothing of it is changed. @throws TuneError */
export function openBenchPlace(request: PlaceRequest): Promise<BenchPlace> {
  const { at } = request;
  switch (at.kind) {
    case 'local':
      return openHere(request);
    case 'deployed':
      return openThere(at, request);
    default:
      return at satisfies never;
  }
}
