import { type FunctionName, functionNames } from '@parquetry/lambda';
import { startFunctionHost, startLocalAws } from '@parquetry/local-aws';
import type { ClientPlace, PayloadSource } from '@parquetry/tune';
import { UsageError } from '../../exit-codes.ts';
import { deployLocally, localClients, zipOf } from '../targets/deploy-locally.ts';
import { KERNEL_PAYLOAD } from './kernel-payload.ts';
import { BUCKETS, putObjects } from './local-objects.ts';

/** A Lambda of this machine, with one function of ours on it. */
export interface LocalPlace extends AsyncDisposable {
  readonly clients: ClientPlace;
  readonly functionName: string;
  readonly payloads: PayloadSource;
}

export interface LocalPlaceRequest {
  /** `convert` or `bench` */
  readonly functionName: string;
  /** Files to convert; generated ones when absent. */
  readonly files: readonly string[] | undefined;
  readonly seed: number;
  readonly signal: AbortSignal;
}

const TIMEOUT_SECONDS = 60;
const CONVERT_VARIABLES = { INPUT_BUCKET: BUCKETS.input, OUTPUT_BUCKET: BUCKETS.output, LOG_LEVEL: 'WARN' };

function requireKnown(name: string): FunctionName {
  const known = functionNames.find((one) => one === name);
  if (known) return known;
  const names = functionNames.map((one) => `local:${one}`).join(', ');
  throw new UsageError(`there is no local:${name}; known: ${names}`);
}

/** Starts S3 and Lambda on this machine, brings the objects there and deploys the function. @throws UsageError for an unknown one. */
export async function openLocalPlace(request: LocalPlaceRequest): Promise<LocalPlace> {
  const { files, seed, signal } = request;
  const functionName = requireKnown(request.functionName);
  if (functionName === 'bench' && files !== undefined)
    throw new UsageError('local:bench runs its kernel and nothing else: leave out --payload');
  const zipping = zipOf(functionName);
  zipping.catch(() => {});
  await using stack = new AsyncDisposableStack();
  const aws = stack.use(await startLocalAws());
  const payloads = functionName === 'bench' ? KERNEL_PAYLOAD : await putObjects(aws, { files, seed, signal });
  const host = stack.use(
    await startFunctionHost({ environment: aws.environment, sqsEndpoint: aws.endpoint }),
  );
  const clients = localClients(host.endpoint);
  const variables = functionName === 'convert' ? CONVERT_VARIABLES : {};
  const zip = await zipping;
  await deployLocally(clients, { functionName, zip, timeoutSeconds: TIMEOUT_SECONDS, variables }, signal);
  signal.throwIfAborted();
  const opened = stack.move();
  return { clients, functionName, payloads, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}
