import { askClerk } from '@parquetry/bench';
import { startFunctionHost, startLocalAws } from '@parquetry/local-aws';
import { createTuneClients, describeFunction, destroyTuneClients } from '@parquetry/tune';
import { type BenchPlace, type PlaceRequest, removeTemporary, temporaryFor } from './bench-place.ts';
import { deployLocally, localClients, zipOf } from './deploy-locally.ts';
import { LOCAL_FUNCTION } from './target-options.ts';

const BUCKET = 'bench';
/** As long as a function may take. */
const TIMEOUT_SECONDS = 900;
/** The most that a function can have: this machine's own disk is behind it. */
const EPHEMERAL_STORAGE_MB = 10_240;

/** Starts S3 and Lambda on this machine, with the bench function on it. */
export async function openLocalBench({ runId, terminal }: PlaceRequest): Promise<BenchPlace> {
  const { signal } = terminal;
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
    clearObjects: async () => [],
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}
