import type { TuneRecord } from '@parquetry/bench';
import type { CommandContext } from '../command-context.ts';
import { asTuneUsage } from './as-tune-usage.ts';
import { measureTune, prepareTune } from './measure-tune.ts';
import { openPlace } from './open-place.ts';
import type { TuneOptions } from './tune-options.ts';

const TARGET = 'local:convert';

const shortOptions = (seed: number): TuneOptions => ({
  // Less than a core each, so that a machine of two has one for S3 and the rest.
  memory: [256, 512, 768, 1024],
  concurrency: [1],
  samples: 8,
  cold: 2,
  seconds: 1,
  balancedWeight: 0.5,
  maxUsd: 1,
  seed,
});

/** A tune of our own function on this machine, at four sizes: half a minute. */
export async function shortTune(
  context: CommandContext,
  { results, seed }: { readonly results: string; readonly seed: number },
): Promise<TuneRecord> {
  const options = shortOptions(seed);
  return await asTuneUsage(async () => {
    await using place = await openPlace(TARGET, options, context.terminal);
    const tuning = { target: TARGET, options, context, results };
    return (await measureTune(await prepareTune(place, tuning), tuning)).tune;
  });
}
