import {
  type Observe,
  openPipeline,
  type Pipeline,
  type PipelineRequest,
  type WrapHandler,
} from '@parquetry/delivery';
import { loadEngine } from '@parquetry/engines';
import type { CommandContext } from '../command-context.ts';
import type { NetworkChoice } from './local-network.ts';

async function wrapperOf({ profile, faults, seed }: NetworkChoice): Promise<WrapHandler> {
  const { networkProfiles, wrapWithFaults, wrapWithProfile } = await import('@parquetry/local-aws/network');
  return (inner) => {
    const faulty = faults === undefined ? inner : wrapWithFaults(inner, faults, seed);
    return wrapWithProfile(faulty, networkProfiles[profile], seed);
  };
}

export const openBatchPipeline = async (
  { settings: { engine } }: CommandContext,
  request: PipelineRequest,
  network: NetworkChoice | undefined,
  observe: Observe,
): Promise<Pipeline> =>
  openPipeline(request, {
    engine: await loadEngine(engine),
    observe,
    ...(network && { wrapHandler: await wrapperOf(network) }),
  });
