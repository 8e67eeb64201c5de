import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateFunctionCommand, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { buildFunctionBundles, type FunctionName, hostArchitecture } from '@parquetry/lambda';
import { type ClientPlace, createTuneClients, destroyTuneClients } from '@parquetry/tune';

/** A function of ours on the Lambda of this machine. */
export interface LocalDeployment {
  readonly functionName: FunctionName;
  readonly zip: Uint8Array;
  readonly timeoutSeconds: number;
  /** `/tmp`; what Lambda gives by itself when absent. */
  readonly ephemeralStorageMb?: number;
  /** Beside the one that says which function it is. */
  readonly variables: Readonly<Record<string, string>>;
}

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
const REGION = 'us-east-1';
const ROLE = 'arn:aws:iam::000000000000:role/local';
const FOUND_MEMORY_MB = 1024;
const LONGEST_WAIT_SECONDS = 60;
/** Seconds: a function of this machine is there within a tenth of one. */
const POLLS = { minDelay: 0.02, maxDelay: 0.2 };

/** How the Lambda at an address of this machine is reached. */
export const localClients = (endpoint: string): ClientPlace => ({
  endpoint,
  region: REGION,
  credentials: CREDENTIALS,
});

/** Builds a function of ours. */
export async function zipOf(functionName: FunctionName): Promise<Uint8Array> {
  const directory = await mkdtemp(join(tmpdir(), 'parquetry-function-'));
  try {
    const built = await buildFunctionBundles(directory, { only: [functionName] });
    return await built[functionName].zip();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Creates a function there, under its own name, and waits until it can be invoked. */
export async function deployLocally(
  place: ClientPlace,
  { ephemeralStorageMb, functionName, timeoutSeconds, variables, zip }: LocalDeployment,
  signal: AbortSignal,
): Promise<void> {
  const clients = createTuneClients(place);
  try {
    await clients.lambda.send(
      new CreateFunctionCommand({
        FunctionName: functionName,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: ROLE,
        Architectures: [hostArchitecture()],
        MemorySize: FOUND_MEMORY_MB,
        Timeout: timeoutSeconds,
        ...(ephemeralStorageMb !== undefined && { EphemeralStorage: { Size: ephemeralStorageMb } }),
        Code: { ZipFile: zip },
        Environment: { Variables: { PARQUETRY_FUNCTION: functionName, ...variables } },
      }),
      { abortSignal: signal },
    );
    const { lambda: client } = clients;
    await waitUntilFunctionActiveV2(
      { client, maxWaitTime: LONGEST_WAIT_SECONDS, ...POLLS, abortSignal: signal },
      { FunctionName: functionName },
    );
  } finally {
    destroyTuneClients(clients);
  }
}
