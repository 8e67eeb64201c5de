import { type PipelineSettings, pipelineSettings } from '@parquetry/delivery';
import type { CommandContext } from '../command-context.ts';
import type { BatchFlags } from './batch-flags.ts';

/** By what means objects are carried out. */
export function batchSettings(flags: BatchFlags, { settings }: CommandContext): PipelineSettings {
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
  // Each file uses one connection at a time; with two outputs, two.
  return {
    ...chosen,
    s3: { ...chosen.s3, connections: Math.max(chosen.s3.connections, chosen.filesInFlight) },
  };
}
