import type { GateCanary } from '@parquetry/bench/record';
import { type CanaryLook, type Expected, judgeCanary, takeCanaryLook } from '../judge/judge-canary.ts';
import { ratioOf } from '../judge/take-look.ts';
import type { SequentialPlan } from '../plan/sequential-plan.ts';
import { GateFailure } from '../unit/gate-failure.ts';
import type { GateUnit } from '../unit/gate-unit.ts';
import type { PairSeries } from './pair-series.ts';

/** A unit of which it is known what a gate has to say. */
export interface Canary {
  /** It holds one benchmark. */
  readonly unit: GateUnit;
  readonly expected: Expected;
}

/** Both kinds are in every run: one shows that it can keep quiet, the other that it can see. */
export const canaryFailures = (canaries: readonly Canary[]): GateFailure[] =>
  (['quiet', 'alarm'] as const)
    .filter((expected) => !canaries.some((one) => one.expected === expected && one.unit.kind === 'canary'))
    .map(
      (expected) =>
        new GateFailure(
          'canary',
          `no canary of this run is to be ${expected === 'quiet' ? 'quiet' : 'an alarm'}: without it nobody knows what the gate can tell`,
        ),
    );

/** A canary on its way to its verdict. */
export class CanaryTrack {
  readonly series: PairSeries;
  readonly lookedAt: number[] = [];
  isOpen = true;
  readonly #expected: Expected;
  readonly #plan: SequentialPlan;
  readonly #looks: CanaryLook[] = [];

  constructor(series: PairSeries, expected: Expected, plan: SequentialPlan) {
    this.series = series;
    this.#expected = expected;
    this.#plan = plan;
  }

  get nextLook(): number | undefined {
    return this.#plan.looks[this.#looks.length];
  }

  get #logRatios(): number[] {
    return this.series.logRatios(this.series.metrics.includes('reported') ? 'reported' : 'cpu');
  }

  look(): void {
    this.#looks.push(takeCanaryLook(this.#expected, this.#logRatios, this.#looks.length, this.#plan));
    this.lookedAt.push(this.series.pairs.length);
  }

  get isSettled(): boolean {
    return judgeCanary(this.#expected, this.#looks, this.#plan).isSettled;
  }

  /** What it showed in at least one pair. */
  judge(): GateCanary {
    const { found, pValue, misbehaved } = judgeCanary(this.#expected, this.#looks, this.#plan);
    const ratio =
      this.#looks.at(-1)?.ratio ?? ratioOf(this.#logRatios, this.#plan.tail * this.#plan.shares[0]!);
    return { name: this.series.benchmark, expected: this.#expected, found, ratio, pValue, misbehaved };
  }
}
