import type { GateMetric, GatePair, SideSample } from '@parquetry/bench/record';
import { GateFailure } from '../unit/gate-failure.ts';
import type { Counters, Side, SideResult, UnitPair } from '../unit/gate-unit.ts';

/** When and where in the run a pair was taken, and what the machine did meanwhile. */
export type PairMoment = Pick<GatePair, 'slot' | 'first' | 'startedAt' | 'stealMs' | 'loadAverage'>;

const SIDES: readonly Side[] = ['base', 'head'];

const sampleOf = ({ counters, fingerprint, turns, ...sample }: SideResult): SideSample => ({
  ...sample,
  turns: turns.map(({ cpuMs, wallMs }) => ({ cpuMs, wallMs })),
});

const metricsOf = ({ logRatios }: UnitPair): GateMetric[] =>
  Object.keys(logRatios).toSorted() as GateMetric[];

/** Every digit of what one process told: two processes do not agree in all of them. */
const trace = (result: SideResult) => JSON.stringify(sampleOf(result));

/** All pairs of one benchmark, in the order in which they were taken. */
export class PairSeries {
  readonly benchmark: string;
  /** By side; of what may differ from process to process the least, which chance adds nothing to. */
  readonly counters: Record<Side, Counters>;
  readonly metrics: readonly GateMetric[];
  readonly pairs: GatePair[] = [];
  readonly #traces: Readonly<Record<Side, Set<string>>>;

  /** @param timing the discarded pair: it tells what is measured and counted. */
  constructor(timing: UnitPair) {
    this.benchmark = timing.benchmark;
    this.metrics = metricsOf(timing);
    this.counters = { base: timing.base.counters, head: timing.head.counters };
    this.#traces = { base: new Set([trace(timing.base)]), head: new Set([trace(timing.head)]) };
  }

  /** Of the pairs that have it: of memory some may not. */
  logRatios(metric: GateMetric): number[] {
    return this.pairs.flatMap(({ logRatios }) => logRatios[metric] ?? []);
  }

  /** Keeps a pair, or tells why it is not of the same kind as those before. */
  add(pair: UnitPair, moment: PairMoment): GateFailure[] {
    const failures = [
      ...this.#unlikeMetrics(pair),
      ...SIDES.flatMap((side) => this.#movedCounters(pair, side)),
      ...SIDES.flatMap((side) => this.#sameAnswer(pair, side)),
    ].map((what) => new GateFailure('benchmark-failed', `${this.benchmark}: ${what}`));
    if (failures.length > 0) return failures;
    const { base, head, logRatios } = pair;
    for (const side of SIDES) this.counters[side] = leastOf(this.counters[side], pair[side].counters);
    this.pairs.push({
      pair: this.pairs.length,
      ...moment,
      base: sampleOf(base),
      head: sampleOf(head),
      logRatios,
    });
    return [];
  }

  #unlikeMetrics(pair: UnitPair): string[] {
    const found = metricsOf(pair);
    const isAsBefore = this.metrics.every((metric) => metric === 'rss' || found.includes(metric));
    const [before, now] = [this.metrics.join(', '), found.join(', ')];
    return isAsBefore && found.every((metric) => this.metrics.includes(metric))
      ? []
      : [`it was measured by ${before} before and is by ${now} now`];
  }

  #movedCounters(pair: UnitPair, side: Side): string[] {
    const [first, now] = [this.counters[side], pair[side].counters];
    return [...new Set([...Object.keys(first), ...Object.keys(now)])]
      .filter(
        (name) =>
          first[name] === undefined || now[name] === undefined || movedExactly(first[name], now[name]),
      )
      .map((name) => {
        const values = `${first[name]?.value ?? 'nothing'} and ${now[name]?.value ?? 'nothing'}`;
        return `${name} is ${values} in two processes of ${side}; what moves by itself cannot be compared without tolerance`;
      });
  }

  #sameAnswer(pair: UnitPair, side: Side): string[] {
    const traced = trace(pair[side]);
    if (this.#traces[side].has(traced))
      return [
        `two processes of ${side} told the same to the last digit; one answer was read twice, or its clock stands still`,
      ];
    this.#traces[side].add(traced);
    return [];
  }
}

const leastOf = (before: Counters, now: Counters): Counters =>
  Object.fromEntries(
    Object.entries(before).map(([name, { value, rule }]) => [
      name,
      { value: Math.min(value, now[name]!.value), rule },
    ]),
  );

const movedExactly = (first: Counters[string], now: Counters[string]) =>
  first.rule === 'exact' && first.value !== now.value;
