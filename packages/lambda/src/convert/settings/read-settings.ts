import { type Place, pipelineSettings, requireSeparate } from '@parquetry/delivery';
import type { ConvertSettings } from './convert-settings.ts';
import { boundsOfMemory, engineMemoryMb, threadsOfMemory } from './memory-and-threads.ts';
import { outputChoicesOf } from './output-choices.ts';
import { SettingsError } from './settings-error.ts';
import { type Given, readVariables } from './variables.ts';

const MIB = 1 << 20;
const DEFAULT_RETRIES = 3;
/** Of a process that no function's memory size tells of. */
const DEFAULT_PROCESS_MB = 2048;
/** Of the memory, for sources that are read again. */
const CACHE_SHARE = 8;

type Environment = Readonly<Record<string, string | undefined>>;

/** What of the machine the defaults follow from. */
export interface MachineFacts {
  /** All that the process may use. */
  readonly memoryMb: number;
  readonly threads: number;
}

const TRANSFORMS = ['ENABLE_CALCULATED_FIELDS', 'ENABLE_FLIGHT_PHASES', 'ENABLE_DUPLICATE_REMOVAL'] as const;

function transformProblems(given: Given): string[] {
  return TRANSFORMS.filter((name) => given[name]).map(
    (name) =>
      `${name} is true: Parquetry converts rows and does not change them; set it to false, or leave it out, and do it where the files are queried`,
  );
}

function recipeProblems(given: Given): string[] {
  if (given.RECIPE === undefined) return [];
  return (['FORMATS', 'COMPRESSION_TYPE', 'CHUNK_SIZE'] as const)
    .filter((name) => given[name] !== undefined)
    .map((name) => `${name} and RECIPE are both set: the recipe says what is written; choose one`);
}

function retryProblems({ ENABLE_CIRCUIT_BREAKER, MAX_RETRIES }: Given): string[] {
  if (ENABLE_CIRCUIT_BREAKER !== false || !MAX_RETRIES) return [];
  return [
    'MAX_RETRIES is set and ENABLE_CIRCUIT_BREAKER is false: retries without a breaker would go on against a store that does not answer; set MAX_RETRIES to 0, or leave the breaker on',
  ];
}

function missingProblems(given: Given, problems: readonly string[]): string[] {
  return (['INPUT_BUCKET', 'OUTPUT_BUCKET'] as const)
    .filter((name) => given[name] === undefined && !problems.some((one) => one.startsWith(`${name} `)))
    .map((name) => `${name} is not set`);
}

interface Places {
  readonly input: Place;
  readonly output: Place;
  readonly errors: Place | undefined;
}

function placesOf({ INPUT_BUCKET, OUTPUT_BUCKET, ERROR_BUCKET, ...given }: Given): Places | undefined {
  if (INPUT_BUCKET === undefined || OUTPUT_BUCKET === undefined) return undefined;
  const { INPUT_PREFIX = '', OUTPUT_PREFIX = '' } = given;
  return {
    input: { bucket: INPUT_BUCKET, prefix: INPUT_PREFIX },
    output: { bucket: OUTPUT_BUCKET, prefix: OUTPUT_PREFIX },
    errors: ERROR_BUCKET === undefined ? undefined : { bucket: ERROR_BUCKET, prefix: OUTPUT_PREFIX },
  };
}

function separationProblems(places: Places | undefined): string[] {
  if (places === undefined) return [];
  const { input, output, errors } = places;
  try {
    requireSeparate({ from: input, to: output, ...(errors && { rejects: errors }) });
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

/** A function's memory tells its share of the CPU; of any other process the machine is asked. */
function machineOf(environment: Environment, process?: MachineFacts): MachineFacts {
  const memoryMb = Number(environment['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']);
  if (memoryMb > 0) return { memoryMb, threads: threadsOfMemory(memoryMb) };
  return process ?? { memoryMb: DEFAULT_PROCESS_MB, threads: 1 };
}

function pipelineOf(given: Given, memoryBytes: number, machine: MachineFacts) {
  const { ENABLE_PARALLEL_PROCESSING: isParallel = true, ENABLE_CACHING, MAX_WORKERS } = given;
  const { concurrency, s3, ...bounds } = boundsOfMemory(memoryBytes);
  const threads = isParallel ? (MAX_WORKERS ?? machine.threads) : 1;
  const atOnce = isParallel ? concurrency : 1;
  const filesInFlight = Math.max(atOnce, threads);
  return pipelineSettings.parse({
    ...bounds,
    // One for each output of each object, and some for what is kept beside them.
    s3: { ...s3, connections: filesInFlight * 2 + 2 },
    threads,
    filesInFlight,
    outputsTogether: isParallel,
    // With less than a whole CPU there is nothing that another thread could do meanwhile.
    storeThread: isParallel && threads > 1,
    cacheBytes: ENABLE_CACHING ? Math.floor(memoryBytes / CACHE_SHARE) : 0,
    resilience: given.ENABLE_CIRCUIT_BREAKER === false ? 'none' : 'full',
    jobAttempts: (given.MAX_RETRIES ?? DEFAULT_RETRIES) + 1,
  });
}

/**
 * The settings of the function, from its environment variables.
 *
 * @param process of a worker: what its machine has, where the environment does not tell.
 * @throws SettingsError with every problem at once.
 */
export function readSettings(environment: Environment, process?: MachineFacts): ConvertSettings {
  const { given, problems: unreadable } = readVariables(environment);
  const places = placesOf(given);
  const problems = [
    ...unreadable,
    ...missingProblems(given, unreadable),
    ...separationProblems(places),
    ...transformProblems(given),
    ...recipeProblems(given),
    ...retryProblems(given),
  ];
  if (problems.length > 0 || places === undefined) throw new SettingsError(problems);
  const machine = machineOf(environment, process);
  const processMb = Math.min(given.MEMORY_LIMIT_MB ?? Number.POSITIVE_INFINITY, machine.memoryMb);
  const memoryBytes = engineMemoryMb(processMb) * MIB;
  const pipeline = pipelineOf(given, memoryBytes, machine);
  return {
    environment: given.ENVIRONMENT ?? 'dev',
    logLevel: given.LOG_LEVEL ?? 'INFO',
    ...places,
    engine: given.ENGINE ?? 'simd',
    outputs: outputChoicesOf(given.FORMATS ?? ['parquet'], given.COMPRESSION_TYPE, given.CHUNK_SIZE),
    recipe: given.RECIPE,
    memoryBytes,
    concurrency: pipeline.filesInFlight,
    pipeline,
    deadLetterQueue: given.DLQ_QUEUE_URL,
  };
}
