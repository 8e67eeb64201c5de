import type { GateCanary } from '@parquetry/bench/record';
import type { SequentialPlan } from '../plan/sequential-plan.ts';
import type { GateFailure } from '../unit/gate-failure.ts';
import { type Canary, CanaryTrack, canaryFailures } from './canary-track.ts';
import { Fingerprints } from './fingerprints.ts';
import type { OnGateProgress } from './gate-progress.ts';
import { measureRounds } from './measure-rounds.ts';
import { PairSeries } from './pair-series.ts';
import { type RunContext, watchLoad } from './run-context.ts';
import { tellResults } from './tell-results.ts';
import { timeUnits } from './time-units.ts';
import { verifyUnits } from './verify-units.ts';

export interface CanariesRequest {
  readonly canaries: readonly Canary[];
  readonly plan: SequentialPlan;
  readonly seed: number;
  readonly maxMs: number;
  /** Since 1970, in ms. */
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnGateProgress | undefined;
}

/** The canaries of a gate without anything beside them: whether this machine and this harness can tell a slowdown from none. */
export async function runCanaries(
  request: CanariesRequest,
): Promise<{ readonly canaries: readonly GateCanary[]; readonly failures: readonly GateFailure[] }> {
  const { plan, seed, maxMs, now, signal, onProgress = () => undefined } = request;
  const byUnit = new Map(request.canaries.map((canary) => [canary.unit, canary]));
  const missing = canaryFailures(request.canaries);
  if (missing.length > 0) return { canaries: [], failures: missing };
  const context: RunContext = {
    plan,
    maxMs,
    now,
    watchHost: watchLoad,
    signal,
    onProgress,
    startedAtMs: now(),
    fingerprints: new Fingerprints(),
  };
  const verification = await verifyUnits([...byUnit.keys()], signal, onProgress);
  const timing = await timeUnits(verification.units, context);
  const failures = [...verification.failures, ...timing.failures];
  if (failures.length > 0) return { canaries: [], failures };
  const tracked = timing.units.map((timed) => {
    const { expected } = byUnit.get(timed.verified.unit)!;
    const tracks = timed.timing.map((pair) => new CanaryTrack(new PairSeries(pair), expected, plan));
    return { ...timed, tracks };
  });
  const measured = await measureRounds(tracked, seed, context);
  return tellResults(tracked, measured, context);
}
