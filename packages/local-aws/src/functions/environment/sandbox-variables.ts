import type { EnvironmentSpec } from './environment.ts';

/** Where an environment finds what Lambda gives it at fixed places. */
export interface SandboxPlaces {
  /** `host:port`. */
  readonly runtimeApi: string;
  /** In the place of /tmp. */
  readonly temporaryDirectory: string;
  readonly runtimeDirectory: string;
  /** `AWS_Lambda_nodejs24.x`; code that brings its own runtime has none. */
  readonly executionEnvironment: string | undefined;
}

/** The whole environment of a function's process: what Lambda has there, the function's own variables, nothing of this machine's. */
export function sandboxVariables(spec: EnvironmentSpec, places: SandboxPlaces): Record<string, string> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin:/opt/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...spec.variables,
    TMPDIR: places.temporaryDirectory,
    AWS_LAMBDA_RUNTIME_API: places.runtimeApi,
    LAMBDA_TASK_ROOT: spec.codeDirectory,
    LAMBDA_RUNTIME_DIR: places.runtimeDirectory,
    _HANDLER: spec.handler,
    AWS_LAMBDA_FUNCTION_NAME: spec.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: spec.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: `${spec.memoryMb}`,
    AWS_LAMBDA_LOG_GROUP_NAME: spec.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: spec.logStream,
    AWS_LAMBDA_LOG_FORMAT: spec.logFormat,
    AWS_LAMBDA_INITIALIZATION_TYPE: spec.initializationType,
    AWS_REGION: spec.region,
    AWS_DEFAULT_REGION: spec.region,
    ...(places.executionEnvironment === undefined ? {} : { AWS_EXECUTION_ENV: places.executionEnvironment }),
  };
}
