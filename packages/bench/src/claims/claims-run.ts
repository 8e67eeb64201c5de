import type { ClaimsRecord } from './claims-record.ts';
import type { Rung } from './ladder.ts';
import type { Experiment, Scope } from './plan-points.ts';

/** The scenario in which codecs are measured by themselves. */
export const CODECS_SCENARIO = 'claims-codecs';

/** What was asked for. */
export interface ClaimsRun {
  readonly scope: Scope;
  readonly rounds: number;
  readonly rungs: readonly Rung[];
  /** The document's own network first. */
  readonly experiments: readonly Experiment[];
  /** Of the scenario in which codecs are alone; the baseline's first. */
  readonly codecs: readonly string[];
  readonly baseline: ClaimsRecord['baseline'];
  readonly inputs: ClaimsRecord['inputs'];
  readonly filesPerMonth: number | null;
}
