import { type Observe, openPipeline, type Pipeline, type WrapHandler } from '@parquetry/delivery';
import { loadContender } from '../load-contender.ts';
import type { EnginePipelineRequest, NetworkChoice } from './pipeline-request.ts';

/** What stands before S3 in an experiment. */
export async function wrapperOf({ profile, faults, seed }: NetworkChoice): Promise<WrapHandler> {
  const { networkProfiles, wrapWithFaults, wrapWithProfile } = await import('@parquetry/local-aws/network');
  return (inner) => {
    const faulty = faults === undefined ? inner : wrapWithFaults(inner, faults, seed);
    return wrapWithProfile(faulty, networkProfiles[profile], seed);
  };
}

/** A pipeline in the calling thread. */
export async function openHere(
  { engine, request, network }: EnginePipelineRequest,
  observe: Observe,
): Promise<Pipeline> {
  return await openPipeline(request, {
    engine: await loadContender(engine),
    observe,
    ...(network && { wrapHandler: await wrapperOf(network) }),
  });
}
