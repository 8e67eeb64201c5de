import { wallClock } from '@parquetry/delivery';
import { type BackfillClock, openStateMachines, type StateMachines } from '@parquetry/deploy';
import { requireSafeEndpoint } from '@parquetry/s3';
import { asUsage } from '../../exit-codes.ts';
import { isAllowed } from '../../terminal/ask.ts';
import type { Terminal } from '../../terminal/terminal.ts';

/** What of the outside a back-fill needs beside the terminal; tests hand in their own. */
export interface BackfillParts {
  readonly openMachines: (region: string) => Promise<StateMachines>;
  readonly isAllowed: (question: string, terminal: Terminal) => Promise<boolean>;
  readonly clock: BackfillClock;
  readonly now: () => Date;
}

/** Undefined: AWS. What the environment holds from other work is used on this machine alone. */
function endpointOf({ AWS_ENDPOINT_URL_SFN, AWS_ENDPOINT_URL }: Terminal['environment']): string | undefined {
  const endpoint = AWS_ENDPOINT_URL_SFN || AWS_ENDPOINT_URL || undefined;
  if (endpoint !== undefined) asUsage(() => requireSafeEndpoint(endpoint, false));
  return endpoint;
}

/** Those of this process. */
export const backfillParts = ({ environment }: Terminal): BackfillParts => ({
  openMachines: (region) => {
    const endpoint = endpointOf(environment);
    return openStateMachines({ region, ...(endpoint && { endpoint }) });
  },
  isAllowed,
  clock: wallClock,
  now: () => new Date(),
});
