import type { TuneRecord, TuneSample } from '@parquetry/bench/record';
import type { Size } from './size.ts';

/** A size without figures that count, and why. */
export interface TuneGap extends Size {
  readonly status: 'finding' | 'not-measurable' | 'not-measured';
  readonly because: string;
}

/** An event of a fixed rate that was sent later than planned. */
export interface LateSend {
  readonly slot: number;
  readonly lateMs: number;
}

/** What sampling a function gave: everything of a record that is no figure. */
export interface TuneRun {
  readonly runId: string;
  readonly seed: number;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly function: TuneRecord['function'];
  readonly place: TuneRecord['place'];
  readonly region: string;
  /** As the host of a local function told it; null on AWS. */
  readonly cpuControl: TuneRecord['cpuControl'];
  readonly plan: TuneRecord['plan'];
  /** In the order of sending, with those that were throttled or discarded. */
  readonly samples: readonly TuneSample[];
  readonly gaps: readonly TuneGap[];
  /** Why less was sampled than planned: money, or payloads. Null: all of it was tried. */
  readonly stoppedBecause: string | null;
  /** Thrown away, but billed. */
  readonly warmUps: number;
  /** Of all invocations, warm-ups included. */
  readonly spentDollars: number;
  readonly lateSends: readonly LateSend[];
  /** What could not be removed from the account, in words; empty as a rule. */
  readonly leftBehind: readonly string[];
}
