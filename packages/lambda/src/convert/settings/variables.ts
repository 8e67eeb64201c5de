import { engineNames } from '@parquetry/engines';
import {
  bucketName,
  exactlyOneOf,
  httpUrl,
  keyPrefix,
  oneOf,
  type Parser,
  s3Object,
  someOf,
  someText,
  wholeNumber,
  yesOrNo,
} from './setting-parsers.ts';

const logLevels = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT'] as const;
export const compressions = ['snappy', 'gzip', 'zstd', 'lz4', 'none'] as const;
export type Compression = (typeof compressions)[number];

/** Every variable that the function and the worker read, and how its text is understood. */
const variables = {
  ENVIRONMENT: someText,
  /** Powertools reads it too, and knows capitals alone. */
  LOG_LEVEL: exactlyOneOf(logLevels),
  INPUT_BUCKET: bucketName,
  INPUT_PREFIX: keyPrefix,
  OUTPUT_BUCKET: bucketName,
  OUTPUT_PREFIX: keyPrefix,
  ERROR_BUCKET: bucketName,
  ENGINE: oneOf(engineNames),
  FORMATS: someOf(['parquet', 'avro']),
  COMPRESSION_TYPE: oneOf(compressions),
  CHUNK_SIZE: wholeNumber(1),
  RECIPE: s3Object,
  MAX_WORKERS: wholeNumber(1, 64),
  MEMORY_LIMIT_MB: wholeNumber(32),
  MAX_RETRIES: wholeNumber(0, 100),
  DLQ_QUEUE_URL: httpUrl,
  ENABLE_CACHING: yesOrNo,
  ENABLE_PARALLEL_PROCESSING: yesOrNo,
  ENABLE_CIRCUIT_BREAKER: yesOrNo,
  ENABLE_CALCULATED_FIELDS: yesOrNo,
  ENABLE_FLIGHT_PHASES: yesOrNo,
  ENABLE_DUPLICATE_REMOVAL: yesOrNo,
} as const satisfies Record<string, Parser<unknown>>;

type VariableName = keyof typeof variables;

export const variableNames = Object.keys(variables) as readonly VariableName[];

/** What of each variable was set. */
export type Given = {
  readonly [Name in VariableName]?: (typeof variables)[Name] extends Parser<infer Value> ? Value : never;
};

export interface ReadVariables {
  readonly given: Given;
  readonly problems: readonly string[];
}

/** An empty variable counts as one that is not set. */
export function readVariables(environment: Readonly<Record<string, string | undefined>>): ReadVariables {
  const given: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const name of variableNames) {
    const text = environment[name]?.trim();
    if (!text) continue;
    const parsed = variables[name](text);
    if (parsed.ok) given[name] = parsed.value;
    else problems.push(`${name} is ${JSON.stringify(text)}: ${parsed.because}`);
  }
  return { given, problems };
}
