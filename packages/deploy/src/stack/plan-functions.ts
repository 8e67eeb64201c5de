import { benchGrants, type ConvertResources, convertGrants } from '../policies/function-grants.ts';
import type { Architecture, ConvertFunctionSettings, DeploySettings } from '../settings/deploy-settings.ts';
import { BENCH_OBJECTS, benchFunctionName, convertFunctionName } from '../settings/names.ts';
import type { CodeSource } from './code-source.ts';
import { benchEnvironment, convertEnvironment, type FunctionPlaces } from './function-environment.ts';
import type { FunctionPlan } from './functions.ts';

/** Samples take as long as Lambda lets them. */
const BENCH_SECONDS = 900;
const BENCH_MB = 1769;
const HANDLER = 'index.handler';

const pascalCase = (name: string): string =>
  name.replace(/(?:^|[-_])([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

export interface ConvertSurroundings {
  readonly codeOf: CodeSource;
  readonly places: FunctionPlaces;
  readonly resources: Omit<ConvertResources, 'logGroupArn' | 'queueArn'>;
  readonly queueArn: string;
}

/** `isFirst`: the one that the queue calls. */
export function planConvert(
  settings: DeploySettings,
  one: ConvertFunctionSettings,
  isFirst: boolean,
  { codeOf, places, resources, queueArn }: ConvertSurroundings,
): FunctionPlan {
  const { reservedConcurrency, provisionedConcurrency, timeoutSeconds } = settings;
  return {
    id: `Convert${pascalCase(one.engine)}${pascalCase(one.architecture)}`,
    name: convertFunctionName(settings, one),
    description: `Converts objects of S3 by the engine ${one.engine}`,
    architecture: one.architecture,
    memoryMb: one.memoryMb,
    timeoutSeconds,
    handler: HANDLER,
    code: codeOf('convert', one.architecture),
    environment: convertEnvironment(settings, one, places),
    grants: (logGroupArn) => convertGrants({ ...resources, logGroupArn, ...(isFirst && { queueArn }) }),
    ...(isFirst && reservedConcurrency !== undefined && { reservedConcurrency }),
    ...(isFirst && provisionedConcurrency !== undefined && { provisionedConcurrency }),
  };
}

/** A function for samples of an architecture. */
export const planBench = (
  settings: DeploySettings,
  architecture: Architecture,
  { codeOf, resources: { input, error, kmsKeyArn } }: ConvertSurroundings,
): FunctionPlan => ({
  id: `Bench${pascalCase(architecture)}`,
  name: benchFunctionName(settings, architecture),
  description: 'Takes samples for parquetry bench and parquetry tune',
  architecture,
  memoryMb: BENCH_MB,
  timeoutSeconds: BENCH_SECONDS,
  handler: HANDLER,
  code: codeOf('bench', architecture),
  environment: benchEnvironment(settings),
  grants: (logGroupArn) =>
    benchGrants({
      input,
      objects: { arn: error.arn, prefix: BENCH_OBJECTS },
      logGroupArn,
      ...(kmsKeyArn && { kmsKeyArn }),
    }),
});
