import type { GateBenchmark, GateRatio } from '@parquetry/bench/record';

/** What a run tells while it goes on. */
export type GateProgress =
  | { readonly step: 'verify'; readonly unit: string; readonly done: number; readonly units: number }
  | {
      readonly step: 'plan';
      /** Of one pair of each unit, as the discarded first ones took. */
      readonly msByUnit: ReadonlyMap<string, number>;
      readonly expectedMinutes: number;
      readonly maximumMinutes: number;
    }
  | {
      readonly step: 'pair';
      readonly benchmark: string;
      readonly pairs: number;
      readonly nextLook: number;
      /** By the first fine metric; undefined with fewer than two pairs. */
      readonly ratio: GateRatio | undefined;
      /** What would decide it: "12 more pairs like these pass it", in words. */
      readonly wouldDecide: string;
      readonly elapsedMs: number;
      readonly openUnits: number;
    }
  | {
      readonly step: 'decided';
      readonly benchmark: string;
      readonly verdict: GateBenchmark['verdict'];
      readonly because: string;
    };

export type OnGateProgress = (progress: GateProgress) => void;
