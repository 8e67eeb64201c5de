import type { WrapHandler } from '@parquetry/delivery';
import type { NetworkChoice } from './pipeline-request.ts';

/** What stands before S3 in an experiment; loaded for no other purpose. */
export async function wrapperOf({ profile, faults, seed }: NetworkChoice): Promise<WrapHandler> {
  const { networkProfiles, wrapWithFaults, wrapWithProfile } = await import('@parquetry/local-aws/network');
  return (inner) => {
    const faulty = faults === undefined ? inner : wrapWithFaults(inner, faults, seed);
    return wrapWithProfile(faulty, networkProfiles[profile], seed);
  };
}
