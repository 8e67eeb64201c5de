import { GateFailure } from '../unit/gate-failure.ts';
import type { GateUnit } from '../unit/gate-unit.ts';
import { type Canary, canaryFailures } from './canary-track.ts';
import type { VerifiedUnit } from './verify-units.ts';

/** Trees are counted and never timed. */
export const isTimed = ({ kind }: GateUnit): boolean => kind !== 'tree';

interface Requested {
  readonly units: readonly GateUnit[];
  readonly canaries: readonly Canary[];
  readonly maxMs: number;
}

const sharedNames = ({ units, canaries }: Requested): string[] => {
  const names = [...units, ...canaries.map(({ unit }) => unit)].map(({ name }) => name);
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
};

/** What can be known before anything runs. */
export function requestFailures(request: Requested): GateFailure[] {
  const { units, canaries, maxMs } = request;
  const failures = sharedNames(request).map(
    (name) => new GateFailure('benchmark-failed', `two units are named ${name}: rename one of them`),
  );
  if (!units.some(isTimed))
    failures.push(new GateFailure('no-benchmark', 'nothing is to be timed: name scenarios or benchmarks'));
  failures.push(...canaryFailures(canaries));
  if (!(maxMs > 0)) {
    const what = `a time of ${maxMs} ms is none to take a pair in: raise --max-minutes`;
    failures.push(new GateFailure('no-pairs', what));
  }
  return failures;
}

/** What can be known when both sides of all units have named their benchmarks. */
export function verifiedFailures(
  units: readonly VerifiedUnit[],
  canaries: ReadonlyMap<GateUnit, Canary>,
): GateFailure[] {
  const isCanary = ({ unit }: VerifiedUnit) => canaries.has(unit);
  const hasOld = units.some((one) => isTimed(one.unit) && !isCanary(one) && one.benchmarks.length > 0);
  const added = units.filter((one) => !isCanary(one)).flatMap(({ newInHead }) => newInHead);
  const nothingOld = new GateFailure(
    'no-benchmark',
    `nothing that could be timed is on both sides; new in head, compared with nothing: ${added.join(', ')}`,
  );
  return [
    ...(hasOld ? [] : [nothingOld]),
    ...units
      .filter((one) => isCanary(one) && (one.benchmarks.length !== 1 || one.newInHead.length > 0))
      .map(
        ({ unit }) => new GateFailure('canary', `${unit.name}: a canary holds one benchmark, on both sides`),
      ),
  ];
}
