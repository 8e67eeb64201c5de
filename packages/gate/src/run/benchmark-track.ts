import type { GateAcceptance, GateCounter, GateMetric } from '@parquetry/bench/record';
import type { Compared } from '../judge/judge-comparisons.ts';
import { FINE, type MetricRule, rulesOf } from '../judge/metric-rules.ts';
import { type Look, ratioOf, takeLook } from '../judge/take-look.ts';
import type { SequentialPlan } from '../plan/sequential-plan.ts';
import type { PairSeries } from './pair-series.ts';

const ORDER: readonly GateMetric[] = ['reported', 'cpu', 'wall', 'parallelism', 'rss'];

/** A benchmark on its way to a verdict: its pairs, and what each look at them showed. */
export class BenchmarkTrack {
  readonly series: PairSeries;
  readonly fine: GateMetric;
  readonly lookedAt: number[] = [];
  isOpen = true;
  readonly #judgeCounters: (series: PairSeries) => GateCounter[];
  readonly #plan: SequentialPlan;
  readonly #rules: ReadonlyMap<GateMetric, MetricRule>;
  readonly #accepted: ReadonlyMap<GateMetric, GateAcceptance>;
  readonly #looks: ReadonlyMap<GateMetric, Look[]>;

  constructor(
    series: PairSeries,
    judgeCounters: (series: PairSeries) => GateCounter[],
    plan: SequentialPlan,
    acceptances: readonly GateAcceptance[],
  ) {
    this.series = series;
    this.#judgeCounters = judgeCounters;
    this.#plan = plan;
    this.#rules = rulesOf(ORDER.filter((metric) => series.metrics.includes(metric)));
    this.#looks = new Map([...this.#rules.keys()].map((metric) => [metric, []]));
    this.fine = [...this.#rules].find(([, { role }]) => role === FINE.role)![0];
    const own = acceptances.filter((one) => one.benchmark === series.benchmark && one.void === undefined);
    this.#accepted = new Map(own.toReversed().map((one) => [one.metric, one]));
  }

  get counters(): GateCounter[] {
    return this.#judgeCounters(this.series);
  }

  get nextLook(): number | undefined {
    return this.#plan.looks[this.lookedAt.length];
  }

  /** Those of the metric that decides. */
  get fineLooks(): readonly Look[] {
    return this.#looks.get(this.fine)!;
  }

  /** Spends the next look on the pairs so far. */
  look(): void {
    const index = this.lookedAt.length;
    for (const [metric, looks] of this.#looks) {
      const logRatios = this.series.logRatios(metric);
      if (logRatios.length > 0)
        looks.push(takeLook(logRatios, index, this.#plan, this.#accepted.get(metric)?.upTo));
    }
    this.lookedAt.push(this.series.pairs.length);
  }

  /** One by metric that some pair has, the one that decides first; of at least one pair. */
  compared(): Compared[] {
    const tail = this.#plan.tail * this.#plan.shares[0]!;
    return [...this.#looks].flatMap(([metric, looks]) => {
      const logRatios = this.series.logRatios(metric);
      if (logRatios.length === 0) return [];
      return {
        benchmark: this.series.benchmark,
        metric,
        rule: this.#rules.get(metric)!,
        looks,
        ratio: looks.at(-1)?.ratio ?? ratioOf(logRatios, tail),
        accepted: this.#accepted.get(metric),
      };
    });
  }
}
