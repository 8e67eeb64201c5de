import { type VerifyOutputs, verifyOnce, verifyOutputs } from '@parquetry/bench/file-runs';
import { type LockstepResult, lockstep, type OpenTurnTaker } from '@parquetry/bench/turns';
import { GateFailure } from '../../unit/gate-failure.ts';
import type { GateUnit, Side, UnitPair, Verified } from '../../unit/gate-unit.ts';
import type { CheckedSide, OutputBytes } from './engine-side.ts';
import { orGateFailure, sideResult } from './lockstep-result.ts';
import { rowCounters } from './row-counters.ts';

/** A build and its work, of which a unit holds two. */
export interface UnitSide {
  /** @throws GateFailure where what it wrote is wrong. */
  check(signal?: AbortSignal): Promise<CheckedSide>;
  count(signal?: AbortSignal): Promise<Pick<CheckedSide, 'outputBytes' | 'counters'>>;
  openTaker(signal?: AbortSignal): Promise<OpenTurnTaker>;
  clear(): Promise<void>;
}

export interface ScenarioUnitParts {
  readonly name: string;
  readonly kind: 'scenario' | 'canary';
  readonly about: string;
  readonly turns: number;
  readonly sides: Readonly<Record<Side, UnitSide>>;
}

const inWords = (bytes: OutputBytes) =>
  Object.entries(bytes)
    .map(([format, count]) => `${count} bytes of ${format}`)
    .sort()
    .join(', ');

/** What was checked once is all that is checked: everything that is written later has to be as long. */
function requireSameOutput(where: string, checked: OutputBytes, written: OutputBytes): void {
  if (inWords(checked) === inWords(written)) return;
  throw new GateFailure(
    'wrong-output',
    `${where}: wrote ${inWords(written) || 'nothing'}, and ${inWords(checked)} when its output was checked; an engine has to write the same of the same source`,
  );
}

/** Two builds of an engine that take turns on the same files. */
export class ScenarioUnit implements GateUnit {
  readonly name: string;
  readonly kind: ScenarioUnitParts['kind'];
  readonly about: string;
  readonly #turns: number;
  readonly #sides: ScenarioUnitParts['sides'];
  readonly #checked = new Map<Side, OutputBytes>();

  constructor({ name, kind, about, turns, sides }: ScenarioUnitParts) {
    this.name = name;
    this.kind = kind;
    this.about = about;
    this.#turns = turns;
    this.#sides = sides;
  }

  async verify(side: Side, signal?: AbortSignal): Promise<Verified> {
    const where = `${this.name} on ${side}`;
    const { check, count } = await orGateFailure(where, () => this.#checkAndCount(side, signal));
    requireSameOutput(where, check.outputBytes, count.outputBytes);
    this.#checked.set(side, check.outputBytes);
    const counters = new Map([[this.name, { ...count.counters, ...check.counters }]]);
    return { benchmarks: [this.name], counters, warnings: check.warnings };
  }

  async pair(first: Side, signal?: AbortSignal): Promise<readonly UnitPair[]> {
    try {
      const pair = await orGateFailure(this.name, () =>
        lockstep({
          base: () => this.#sides.base.openTaker(signal),
          head: () => this.#sides.head.openTaker(signal),
          turns: this.#turns,
          first,
        }),
      );
      const [base, head] = [this.#result('base', pair.base), this.#result('head', pair.head)];
      return [{ benchmark: this.name, base, head, logRatios: { ...pair.logRatios } }];
    } finally {
      await this.#sides.base.clear();
      await this.#sides.head.clear();
    }
  }

  async #checkAndCount(side: Side, signal: AbortSignal | undefined) {
    const unitSide = this.#sides[side];
    try {
      return { check: await unitSide.check(signal), count: await unitSide.count(signal) };
    } finally {
      await unitSide.clear();
    }
  }

  #result(side: Side, result: LockstepResult) {
    const where = `${this.name} on ${side}`;
    const checked = this.#checked.get(side);
    if (checked === undefined)
      throw new GateFailure('wrong-output', `${where}: measured before its output was checked`);
    for (const { outputBytes } of result.turns) requireSameOutput(where, checked, outputBytes);
    return sideResult(result, rowCounters(result.counters));
  }
}

export interface ScenarioUnitOptions {
  /** Generated files are kept here. */
  readonly dataDirectory: string;
  /** Outputs go to a directory of their own in here, which is left empty; in memory, so that no disk is measured. */
  readonly scratchDirectory: string;
  readonly seed: number;
  /** Of one answer of a process; two minutes when absent. */
  readonly timeoutMs?: number;
  readonly verify?: VerifyOutputs;
}

const TIMEOUT_MS = 120_000;

/** For both sides of a unit together: what base wrote and was right is not looked at again where head writes the same. */
export const sideDefaults = ({ timeoutMs = TIMEOUT_MS, verify = verifyOutputs }: ScenarioUnitOptions) => ({
  timeoutMs,
  verify: verifyOnce(verify),
});
