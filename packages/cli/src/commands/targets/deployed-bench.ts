import { carryObjects } from '@parquetry/bench';
import type { ObjectRef, ObjectStore } from '@parquetry/core';
import { openS3, s3Settings } from '@parquetry/s3';
import { createTuneClients, describeFunction, destroyTuneClients, type TuneClients } from '@parquetry/tune';
import type { Terminal } from '../../terminal/terminal.ts';
import { type BenchPlace, type PlaceRequest, removeTemporary, temporaryFor } from './bench-place.ts';
import type { BenchFunction } from './target-options.ts';

type DeployedFunction = Extract<BenchFunction, { kind: 'deployed' }>;

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);

/** A Lambda at an address of this machine is a local one, whoever started it and whoever says so. */
async function isHere({ lambda }: TuneClients, environment: Terminal['environment']): Promise<boolean> {
  const named = await lambda.config.endpoint?.();
  const endpoint = environment['AWS_ENDPOINT_URL_LAMBDA'] ?? environment['AWS_ENDPOINT_URL'];
  const hostname = named?.hostname ?? (endpoint === undefined ? undefined : new URL(endpoint).hostname);
  return hostname !== undefined && LOOPBACK.has(hostname);
}

async function clearBelow(store: ObjectStore, { bucket, key: prefix }: ObjectRef): Promise<string[]> {
  try {
    await carryObjects(store, { do: 'delete', bucket, prefix });
    return [];
  } catch (error) {
    return [
      `${bucket}/${prefix} could not be cleared (${(error as Error).message}): delete what is below it`,
    ];
  }
}

/** Finds a function that is deployed; nothing of it is changed. @throws TuneError where there is none */
export async function openDeployedBench(
  deployed: DeployedFunction,
  { endpoint, region, runId, terminal }: PlaceRequest,
): Promise<BenchPlace> {
  const { bucket, key } = deployed.objects;
  const prefix = `${key}parquetry-bench-${runId}/`;
  const where = { ...(region !== undefined && { region }), ...(endpoint !== undefined && { endpoint }) };
  await using stack = new AsyncDisposableStack();
  const clients = stack.adopt(createTuneClients(where), destroyTuneClients);
  const facts = await describeFunction(clients, deployed.function, terminal.signal);
  const store = stack.use(openS3(s3Settings.parse(where)));
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
    clearObjects: () => clearBelow(store, { bucket, key: prefix }),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}
