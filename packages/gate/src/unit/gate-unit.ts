import type { GateBenchmark, GateMetric, SideSample } from '@parquetry/bench/record';

export type Side = 'base' | 'head';

export const otherSide = (side: Side): Side => (side === 'base' ? 'head' : 'base');

/** Counts that no clock is in. By name; every unit of work and of size is in the name. */
export interface CounterValue {
  readonly value: number;
  /** `exact` may not move at all, `upper` may not grow. */
  readonly rule: 'exact' | 'upper';
}
export type Counters = Readonly<Record<string, CounterValue>>;

/** What one fresh process of one side said. */
export interface SideResult extends SideSample {
  readonly counters: Counters;
  /** What has to agree between all processes of a run: versions, flags, limits, the harness. */
  readonly fingerprint: Readonly<Record<string, string>>;
}

/** One benchmark in one pair of fresh processes. */
export interface UnitPair {
  readonly benchmark: string;
  readonly base: SideResult;
  readonly head: SideResult;
  /** ln(head / base) by metric, parallelism the other way round: above 0 is worse. */
  readonly logRatios: Readonly<Partial<Record<GateMetric, number>>>;
}

/** What was found on a side before anything is timed. */
export interface Verified {
  /** Names of the benchmarks that the unit holds on this side. */
  readonly benchmarks: readonly string[];
  readonly counters: ReadonlyMap<string, Counters>;
  readonly warnings: readonly string[];
}

/** A process of a benchmark: it may hold several of them, which are then measured together. */
export interface GateUnit {
  readonly name: string;
  readonly kind: GateBenchmark['kind'];
  /** What one process does, in words. */
  readonly about: string;
  /**
   * Runs one side once, untimed: its outputs are checked, its counters taken, its benchmarks named.
   *
   * @throws GateFailure where the side cannot run or its output is wrong.
   */
  verify(side: Side, signal?: AbortSignal): Promise<Verified>;
  /**
   * One fresh process of each side, `first` first.
   *
   * @throws GateFailure where one of them does not come through.
   */
  pair(first: Side, signal?: AbortSignal): Promise<readonly UnitPair[]>;
}
