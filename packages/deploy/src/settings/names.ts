import { join } from 'node:path';
import type { ConvertFunctionSettings, DeploySettings } from './deploy-settings.ts';

/** Of the alias that the queue calls, and that `parquetry tune apply --alias` moves. */
export const LIVE = 'live';

const archName = (architecture: string) => architecture.replace('_', '-');

/** Names of everything that is called by name; known before anything exists, so that no policy has to wait for it. */
export const convertFunctionName = (
  { name }: DeploySettings,
  { engine, architecture }: ConvertFunctionSettings,
): string => `${name}-convert-${engine}-${archName(architecture)}`;

export const benchFunctionName = ({ name }: DeploySettings, architecture: string): string =>
  `${name}-bench-${archName(architecture)}`;

export const backfillName = ({ name }: DeploySettings): string => `${name}-backfill`;

export const logGroupName = (functionName: string): string => `/aws/lambda/${functionName}`;

/** Below the error bucket: what became of the batches of a back-fill. */
export const BACKFILL_RESULTS = 'backfill/';

/** Below the error bucket: sources and outputs of samples, which no event tells of. */
export const BENCH_OBJECTS = 'bench/';

export type FunctionKind = 'convert' | 'bench';

/** The zip of a function among those that were built. */
export const zipFile = (directory: string, kind: FunctionKind, architecture: string): string =>
  join(directory, `${kind}-${architecture}.zip`);
