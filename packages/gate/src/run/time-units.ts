import { GateFailure } from '../unit/gate-failure.ts';
import type { UnitPair } from '../unit/gate-unit.ts';
import { attempt } from './attempt.ts';
import { checkPair } from './check-pair.ts';
import type { RunContext } from './run-context.ts';
import type { VerifiedUnit } from './verify-units.ts';

/** A unit of which one pair was taken, to see how long it takes and what it measures. */
export interface TimedUnit {
  readonly verified: VerifiedUnit;
  readonly msPerPair: number;
  /** Discarded; of the benchmarks that both sides have. */
  readonly timing: readonly UnitPair[];
}

export interface Timing {
  readonly units: readonly TimedUnit[];
  readonly failures: readonly GateFailure[];
}

/** Takes one pair of every unit that counts for nothing else. */
export async function timeUnits(units: readonly VerifiedUnit[], context: RunContext): Promise<Timing> {
  const { now, signal, fingerprints } = context;
  const timed: TimedUnit[] = [];
  const failures: GateFailure[] = [];
  for (const verified of units) {
    const { unit, benchmarks } = verified;
    const startedAtMs = now();
    const pairs = await attempt(unit.name, () => unit.pair('base', signal), signal);
    const wrong =
      pairs instanceof GateFailure
        ? [pairs]
        : [...checkPair(pairs, verified), ...fingerprints.check(unit.name, pairs, 0)];
    failures.push(...wrong);
    if (pairs instanceof GateFailure || wrong.length > 0) continue;
    const timing = pairs.filter(({ benchmark }) => benchmarks.includes(benchmark));
    timed.push({ verified, msPerPair: now() - startedAtMs, timing });
  }
  return { units: timed, failures };
}
