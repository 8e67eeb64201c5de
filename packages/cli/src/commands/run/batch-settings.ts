import { type PipelineSettings, pipelineSettings, type Recipe } from '@parquetry/delivery';
import type { CommandContext } from '../command-context.ts';
import type { BatchFlags } from './batch-flags.ts';

/** By what means objects are carried out. */
export function batchSettings(
  { outputs }: Recipe,
  flags: BatchFlags,
  { settings }: CommandContext,
): PipelineSettings {
  const { concurrency, bytesInFlight, cache, attempts } = flags;
  const { endpoint, region, threads } = settings;
  const chosen = pipelineSettings.parse({
    s3: { endpoint, region },
    threads,
    ...(concurrency && { filesInFlight: concurrency }),
    ...(bytesInFlight && { bytesInFlight }),
    ...(cache && { cacheBytes: cache }),
    ...(attempts && { jobAttempts: attempts }),
  });
  // A file takes one at a time, or one for each output; the batch itself another for its listing and one for its manifest.
  const connections = chosen.filesInFlight * outputs.length + 2;
  return { ...chosen, s3: { ...chosen.s3, connections } };
}
