import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateFunctionCommand, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { buildFunctionBundles, hostArchitecture } from '@parquetry/lambda';
import { startFunctionHost, startLocalAws } from '@parquetry/local-aws';
import { type ClientPlace, createTuneClients, destroyTuneClients, type PayloadSource } from '@parquetry/tune';
import { UsageError } from '../../exit-codes.ts';
import { BUCKETS, putObjects } from './local-objects.ts';

/** A Lambda of this machine, with one function of ours on it. */
export interface LocalPlace extends AsyncDisposable {
  readonly clients: ClientPlace;
  readonly functionName: string;
  readonly payloads: PayloadSource;
}

export interface LocalPlaceRequest {
  /** `convert` */
  readonly functionName: string;
  /** Files to convert; generated ones when absent. */
  readonly files: readonly string[] | undefined;
  readonly seed: number;
  readonly signal: AbortSignal;
}

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
const ROLE = 'arn:aws:iam::000000000000:role/local';
const TIMEOUT_SECONDS = 60;
const FOUND_MEMORY_MB = 1024;
const LONGEST_WAIT_SECONDS = 60;

async function zipOf(functionName: 'convert'): Promise<Uint8Array> {
  const directory = await mkdtemp(join(tmpdir(), 'parquetry-function-'));
  try {
    const built = await buildFunctionBundles(directory, { only: [functionName] });
    return await built[functionName].zip();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function createFunction(
  place: ClientPlace,
  name: string,
  zip: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  const clients = createTuneClients(place);
  try {
    await clients.lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: ROLE,
        Architectures: [hostArchitecture()],
        MemorySize: FOUND_MEMORY_MB,
        Timeout: TIMEOUT_SECONDS,
        Code: { ZipFile: zip },
        Environment: {
          Variables: {
            PARQUETRY_FUNCTION: 'convert',
            INPUT_BUCKET: BUCKETS.input,
            OUTPUT_BUCKET: BUCKETS.output,
            LOG_LEVEL: 'WARN',
          },
        },
      }),
      { abortSignal: signal },
    );
    await waitUntilFunctionActiveV2(
      {
        client: clients.lambda,
        maxWaitTime: LONGEST_WAIT_SECONDS,
        minDelay: 1,
        maxDelay: 1,
        abortSignal: signal,
      },
      { FunctionName: name },
    );
  } finally {
    destroyTuneClients(clients);
  }
}

/** Starts S3 and Lambda on this machine, brings the objects there and deploys the function. @throws UsageError for an unknown one. */
export async function openLocalPlace(request: LocalPlaceRequest): Promise<LocalPlace> {
  const { files, functionName, seed, signal } = request;
  if (functionName !== 'convert') {
    throw new UsageError(`there is no local:${functionName}; known: local:convert`);
  }
  const zipping = zipOf(functionName);
  zipping.catch(() => {});
  await using stack = new AsyncDisposableStack();
  const aws = stack.use(await startLocalAws());
  const payloads = await putObjects(aws, { files, seed, signal });
  const host = stack.use(
    await startFunctionHost({ environment: aws.environment, sqsEndpoint: aws.endpoint }),
  );
  const clients: ClientPlace = {
    endpoint: host.endpoint,
    region: 'us-east-1',
    credentials: CREDENTIALS,
  };
  await createFunction(clients, functionName, await zipping, signal);
  signal.throwIfAborted();
  const opened = stack.move();
  return { clients, functionName, payloads, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}
