import type { Counts } from '@parquetry/bench/turns';
import { GateFailure } from '../../unit/gate-failure.ts';

const RETRIES = 'retries per pass';

export const retriesIn = (counts: Counts): number => counts[RETRIES] ?? 0;

/** Whether requests were retried that were not when its output was checked: what else is competing for the machine can do that. */
export const isRetried = (verified: Counts | undefined, now: Counts): boolean =>
  retriesIn(now) > retriesIn(verified ?? {});

/**
 * What was counted once is all that was compared: every process has to do the same again, apart from retries, which chance
 * may save.
 *
 * @throws GateFailure `wrong-output` that names what moved, `benchmark-failed` where it was retried.
 */
export function requireSameCounts(where: string, verified: Counts | undefined, now: Counts): void {
  if (verified === undefined)
    throw new GateFailure('wrong-output', `${where}: measured before its output was checked`);
  if (isRetried(verified, now))
    throw new GateFailure(
      'benchmark-failed',
      `${where}: ${RETRIES}: ${retriesIn(now)}, and ${retriesIn(verified)} when its output was checked, in two pairs in a row; the server of this machine does not keep up: run it where less competes with it, or look at what is sent again`,
    );
  const names = Object.keys({ ...verified, ...now }).filter((key) => key !== RETRIES);
  const name = names.find((key) => verified[key] !== now[key]);
  if (name === undefined) return;
  throw new GateFailure(
    'wrong-output',
    `${where}: ${name}: ${now[name] ?? 'none'}, and ${verified[name] ?? 'none'} when its output was checked; what moves by itself cannot be compared`,
  );
}
