import { carryObjects } from '@parquetry/bench';
import type { ObjectRef, ObjectStore } from '@parquetry/core';
import { openS3, s3Settings } from '@parquetry/s3';
import { createTuneClients, describeFunction, destroyTuneClients, isOnThisMachine } from '@parquetry/tune';
import { functionPlace } from '../tune/function-place.ts';
import { type BenchPlace, type PlaceRequest, removeTemporary, temporaryFor } from './bench-place.ts';
import type { BenchFunction } from './target-options.ts';

type DeployedFunction = Extract<BenchFunction, { kind: 'deployed' }>;

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
  const there = functionPlace(deployed.function, where);
  const clients = stack.adopt(createTuneClients(there), destroyTuneClients);
  const facts = await describeFunction(clients, deployed.function, terminal.signal);
  const store = stack.use(openS3(s3Settings.parse(where)));
  const isLocal = await isOnThisMachine(clients);
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
