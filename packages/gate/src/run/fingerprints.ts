import { GateFailure } from '../unit/gate-failure.ts';
import type { Side, SideResult, UnitPair } from '../unit/gate-unit.ts';

type Fingerprint = SideResult['fingerprint'];

/** What the harness of a process tells itself by. */
const HARNESS = 'harness';

interface Known {
  readonly fingerprint: Fingerprint;
  /** `base, pair 1` */
  readonly from: string;
}

function difference(
  unit: string,
  key: string,
  known: Known,
  fingerprint: Fingerprint,
  from: string,
): GateFailure {
  const told = (value: string | undefined) => (value === undefined ? 'nothing' : `'${value}'`);
  const values = `${told(known.fingerprint[key])} (${known.from}) and ${told(fingerprint[key])} (${from})`;
  return key === HARNESS
    ? new GateFailure(
        'harness-changed',
        `${unit}: the harness that measured is not one and the same: ${values}; both sides are measured by head's, leave its files alone while the gate runs`,
      )
    : new GateFailure(
        'fingerprint-differs',
        `${unit}: ${key} is ${values}; both sides have to run alike, and all the time`,
      );
}

/** What the processes of a run told about their surroundings: one thing, or the run says nothing. */
export class Fingerprints {
  readonly #known = new Map<string, Known>();

  /** Compares every process of a pair with the first one of its unit. */
  check(unit: string, pairs: readonly UnitPair[], pair: number): GateFailure[] {
    const sides: readonly Side[] = ['base', 'head'];
    const failures = pairs.flatMap((one) =>
      sides.flatMap((side) => this.#checkProcess(unit, one[side].fingerprint, `${side}, pair ${pair}`)),
    );
    // Benchmarks that share a process share what is wrong with it.
    return [...new Map(failures.map((failure) => [failure.message, failure])).values()];
  }

  #checkProcess(unit: string, fingerprint: Fingerprint, from: string): GateFailure[] {
    if (Object.keys(fingerprint).length === 0)
      return [
        new GateFailure(
          'fingerprint-differs',
          `${unit}: ${from} tells nothing of what it ran in, which could then differ unseen`,
        ),
      ];
    const known = this.#known.get(unit);
    if (known === undefined) {
      this.#known.set(unit, { fingerprint, from });
      return [];
    }
    const keys = new Set([...Object.keys(known.fingerprint), ...Object.keys(fingerprint)]);
    return [...keys]
      .filter((key) => known.fingerprint[key] !== fingerprint[key])
      .map((key) => difference(unit, key, known, fingerprint, from));
  }

  /** That of the run; what differs from unit to unit has the unit's name with it. */
  merged(): Record<string, string> {
    const told = [...this.#known].flatMap(([unit, { fingerprint }]) =>
      Object.entries(fingerprint).map(([key, value]) => ({ unit, key, value })),
    );
    const valuesByKey = Map.groupBy(told, ({ key }) => key);
    return Object.fromEntries(
      [...valuesByKey].flatMap(([key, all]) =>
        new Set(all.map(({ value }) => value)).size === 1
          ? [[key, all[0]!.value]]
          : all.map(({ unit, value }) => [`${key} of ${unit}`, value]),
      ),
    );
  }
}
