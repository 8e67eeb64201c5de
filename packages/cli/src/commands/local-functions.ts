import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { type FunctionHost, type LocalAws, startFunctionHost } from '@parquetry/local-aws';
import { z } from 'zod';
import { UsageError } from '../exit-codes.ts';

/** A function of the local Lambda: a directory, a zip, or a JSON file that says more. */
export interface FunctionPlace {
  readonly name: string;
  readonly path: string;
}

const FUNCTION_TARGET = 'function:';
const ROLE = 'arn:aws:iam::000000000000:role/local';
const UNTIL_ACTIVE = { maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.2 };

/** One whole core, and time enough: what nothing is said about. */
const definitionSchema = z.strictObject({
  code: z.string().min(1),
  handler: z.string().min(1).default('index.handler'),
  runtime: z.string().default('nodejs24.x'),
  memory: z.number().int().default(1769),
  timeout: z.number().int().default(60),
  storage: z.number().int().default(512),
  environment: z.record(z.string(), z.string()).default({}),
});

type Definition = z.infer<typeof definitionSchema>;

/** `name=path`. */
export function functionPlace(text: string): FunctionPlace | undefined {
  const match = /^([A-Za-z0-9_-]{1,64})=(.+)$/.exec(text);
  return match === null ? undefined : { name: match[1]!, path: match[2]! };
}

/** The function that a target of --notify names; undefined when it is a queue's. */
export const notifiedFunction = (target: string): string | undefined =>
  target.startsWith(FUNCTION_TARGET) ? target.slice(FUNCTION_TARGET.length) : undefined;

const architecture = () => (process.arch === 'arm64' ? 'arm64' : 'x86_64');

async function readDefinition({ name, path }: FunctionPlace, directory: string): Promise<Definition> {
  const place = resolve(directory, path);
  if (!place.endsWith('.json')) return definitionSchema.parse({ code: place });
  const text = await readFile(place, 'utf8').catch((error: Error) => {
    throw new UsageError(`--function ${name}: ${error.message}`);
  });
  try {
    const definition = definitionSchema.parse(JSON.parse(text));
    return { ...definition, code: resolve(dirname(place), definition.code) };
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new UsageError(`--function ${name}: ${path}: ${why}`);
  }
}

async function readCode(name: string, path: string): Promise<Uint8Array> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return readFile(path);
  if (!found?.isDirectory())
    throw new UsageError(`--function ${name}: ${path} is no directory, zip or JSON file`);
  const { readTree, zipFiles } = await import('@parquetry/lambda/zip');
  return zipFiles(await readTree(path));
}

/** A function, read and ready to be created. */
export interface ReadFunction {
  readonly name: string;
  readonly definition: Definition;
  readonly zip: Uint8Array;
}

/** Reads them before anything is started. @throws UsageError */
export async function readFunctions(
  places: readonly FunctionPlace[],
  directory: string,
): Promise<readonly ReadFunction[]> {
  const functions: ReadFunction[] = [];
  for (const place of places) {
    const definition = await readDefinition(place, directory);
    functions.push({ name: place.name, definition, zip: await readCode(place.name, definition.code) });
  }
  return functions;
}

async function createFunction(client: LambdaClient, { name, definition, zip }: ReadFunction): Promise<void> {
  const { CreateFunctionCommand, waitUntilFunctionActiveV2 } = await import('@aws-sdk/client-lambda');
  const command = new CreateFunctionCommand({
    FunctionName: name,
    Role: ROLE,
    Code: { ZipFile: zip },
    Architectures: [architecture()],
    // What is not there is refused by the local Lambda, which says what is.
    Runtime: definition.runtime as 'nodejs24.x',
    Handler: definition.handler,
    MemorySize: definition.memory,
    Timeout: definition.timeout,
    EphemeralStorage: { Size: definition.storage },
    Environment: { Variables: definition.environment },
  });
  await client.send(command).catch((error: Error) => {
    throw new UsageError(`--function ${name}: ${error.message}`);
  });
  await waitUntilFunctionActiveV2({ client, ...UNTIL_ACTIVE }, { FunctionName: name });
}

/** Starts the local Lambda beside S3 and SQS, with these functions. @throws UsageError about what the user can mend */
export async function startFunctions(
  aws: LocalAws,
  functions: readonly ReadFunction[],
  port = 0,
): Promise<FunctionHost> {
  const host = await startFunctionHost({ environment: aws.environment, port }).catch((error: Error) => {
    throw new UsageError(error.message);
  });
  if (functions.length === 0) return host;
  const { LambdaClient } = await import('@aws-sdk/client-lambda');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new LambdaClient({ endpoint: host.endpoint, region: 'us-east-1', credentials });
  try {
    for (const one of functions) await createFunction(client, one);
    return host;
  } catch (error) {
    await host[Symbol.asyncDispose]();
    throw error;
  } finally {
    client.destroy();
  }
}
