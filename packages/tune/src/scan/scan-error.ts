import { isDenied, wordsOf } from '../invoke/service-error.ts';
import { TuneError } from '../plan/tune-error.ts';

/** All that a scan may be allowed; the logs of a function may be left out, which leaves that function out. */
const NEEDED = 'lambda:ListFunctions, cloudwatch:GetMetricData and logs:FilterLogEvents';

/** The error without which a scan cannot be, in words that say what it was for; an abort stays what it is. */
export function scanError(error: unknown, what: string, signal?: AbortSignal): unknown {
  if (signal?.aborted) return signal.reason;
  const words = wordsOf(error);
  if (isDenied(error))
    return new TuneError('denied', `${what} was not allowed (${words}); a scan needs ${NEEDED}`, {
      cause: error,
    });
  return new TuneError('failed', `${what} failed: ${words}`, { cause: error });
}
