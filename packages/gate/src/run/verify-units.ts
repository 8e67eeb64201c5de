import { GateFailure } from '../unit/gate-failure.ts';
import type { Counters, GateUnit, Side, Verified } from '../unit/gate-unit.ts';
import { attempt } from './attempt.ts';
import { isTimed } from './check-request.ts';
import type { OnGateProgress } from './gate-progress.ts';

/** A unit of which both sides have come through. */
export interface VerifiedUnit {
  readonly unit: GateUnit;
  /** Those that both sides have. */
  readonly benchmarks: readonly string[];
  readonly newInHead: readonly string[];
  readonly base: Verified;
  readonly head: Verified;
}

export interface Verification {
  readonly units: readonly VerifiedUnit[];
  readonly failures: readonly GateFailure[];
}

export const countersOf = (verified: Verified, benchmark: string): Counters =>
  verified.counters.get(benchmark) ?? {};

const repeatedIn = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, at) => names.indexOf(name) !== at)),
];

function nameFailures({ name, kind }: GateUnit, base: Verified, head: Verified): GateFailure[] {
  const missing = base.benchmarks.filter((benchmark) => !head.benchmarks.includes(benchmark));
  const repeated = [...repeatedIn(base.benchmarks), ...repeatedIn(head.benchmarks)];
  const isNew = base.benchmarks.length === 0 && head.benchmarks.length > 0;
  return [
    ...missing.map(
      (benchmark) =>
        new GateFailure(
          'missing-benchmark',
          `${benchmark}: base has it and head does not, it was removed or renamed; a change cannot take away what it is judged by: put it back, or take it out in a change of its own`,
        ),
    ),
    ...repeated.map(
      (benchmark) =>
        new GateFailure(
          'benchmark-failed',
          `${name} names ${benchmark} more than once: give each benchmark a name of its own`,
        ),
    ),
    ...(base.benchmarks.length === 0 && !isNew
      ? [
          new GateFailure(
            'no-benchmark',
            `${name} (${kind}) holds no benchmark on either side: correct its file or its name`,
          ),
        ]
      : []),
  ];
}

const hasCounters = (verified: Verified, benchmark: string) =>
  Object.keys(countersOf(verified, benchmark)).length > 0;

/** What is only counted is judged counter by counter: one that is gone has a message of its own. */
function counterFailures(
  unit: GateUnit,
  benchmarks: readonly string[],
  base: Verified,
  head: Verified,
): GateFailure[] {
  if (!isTimed(unit)) return [];
  return benchmarks
    .filter((benchmark) => hasCounters(base, benchmark) !== hasCounters(head, benchmark))
    .map((benchmark) => {
      const [without, other] = hasCounters(base, benchmark) ? ['head', 'base'] : ['base', 'head'];
      return new GateFailure(
        'missing-benchmark',
        `${benchmark}: nothing was counted on ${without}, and something on ${other}; both sides have to be counted by the same harness`,
      );
    });
}

async function verifyUnit(
  unit: GateUnit,
  signal: AbortSignal | undefined,
): Promise<VerifiedUnit | readonly GateFailure[]> {
  const verify = (side: Side) => attempt(`${unit.name} on ${side}`, () => unit.verify(side, signal), signal);
  const base = await verify('base');
  const head = await verify('head');
  if (base instanceof GateFailure || head instanceof GateFailure)
    return [base, head].filter((result) => result instanceof GateFailure);
  const benchmarks = base.benchmarks.filter((benchmark) => head.benchmarks.includes(benchmark));
  const newInHead = head.benchmarks.filter((benchmark) => !base.benchmarks.includes(benchmark));
  const failures = [...nameFailures(unit, base, head), ...counterFailures(unit, benchmarks, base, head)];
  return failures.length > 0 ? failures : { unit, benchmarks, newInHead, base, head };
}

const isFailures = (result: VerifiedUnit | readonly GateFailure[]): result is readonly GateFailure[] =>
  Array.isArray(result);

/** Runs both sides of every unit once, untimed, and tells every reason why they cannot be compared, not just the first. */
export async function verifyUnits(
  units: readonly GateUnit[],
  signal?: AbortSignal,
  onProgress?: OnGateProgress,
): Promise<Verification> {
  const verified: VerifiedUnit[] = [];
  const failures: GateFailure[] = [];
  for (const [done, unit] of units.entries()) {
    onProgress?.({ step: 'verify', unit: unit.name, done, units: units.length });
    const result = await verifyUnit(unit, signal);
    if (isFailures(result)) failures.push(...result);
    else verified.push(result);
  }
  const names = verified.flatMap(({ benchmarks, newInHead }) => [...benchmarks, ...newInHead]);
  const shared = repeatedIn(names).map(
    (name) => new GateFailure('benchmark-failed', `two units name a benchmark ${name}: rename one of them`),
  );
  return { units: verified, failures: [...failures, ...shared] };
}
