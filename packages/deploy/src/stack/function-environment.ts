import type { ConvertFunctionSettings, DeploySettings } from '../settings/deploy-settings.ts';

export interface FunctionPlaces {
  readonly inputBucket: string;
  readonly outputBucket: string;
  readonly errorBucket: string;
  readonly deadLetterQueueUrl: string;
}

/** A recipe says itself what is written. */
const whatIsWritten = ({ recipe, formats }: DeploySettings): Record<string, string> =>
  recipe === undefined
    ? { FORMATS: formats.join(','), COMPRESSION_TYPE: 'snappy' }
    : { RECIPE: `s3://${recipe.bucket}/${recipe.key}` };

/**
 * What `convert` is configured by; what the settings name comes last. `MEMORY_LIMIT_MB` and `MAX_WORKERS` are left out:
 * by default they follow the function's memory, also after it was tuned.
 */
export function convertEnvironment(
  settings: DeploySettings,
  { engine }: ConvertFunctionSettings,
  places: FunctionPlaces,
): Record<string, string> {
  const { name, inputPrefix, outputPrefix, environment } = settings;
  return {
    ENVIRONMENT: name,
    LOG_LEVEL: 'INFO',
    ENGINE: engine,
    INPUT_BUCKET: places.inputBucket,
    INPUT_PREFIX: inputPrefix,
    OUTPUT_BUCKET: places.outputBucket,
    OUTPUT_PREFIX: outputPrefix,
    ERROR_BUCKET: places.errorBucket,
    DLQ_QUEUE_URL: places.deadLetterQueueUrl,
    ...whatIsWritten(settings),
    MAX_RETRIES: '3',
    ENABLE_PARALLEL_PROCESSING: 'true',
    ENABLE_CIRCUIT_BREAKER: 'true',
    POWERTOOLS_SERVICE_NAME: name,
    POWERTOOLS_METRICS_NAMESPACE: 'Parquetry',
    ...environment,
  };
}

/** What `bench` is configured by. */
export const benchEnvironment = ({ name, environment }: DeploySettings): Record<string, string> => ({
  ENVIRONMENT: name,
  LOG_LEVEL: 'INFO',
  POWERTOOLS_SERVICE_NAME: name,
  ...environment,
});
