import type { Estimate } from '../record/estimate.ts';
import type { LineFitRecord } from '../record/line-fit.ts';
import type { ClaimedRange, ClaimPrices, Finding } from './claims-record.ts';
import { judgeFigure } from './judge-figure.ts';
import { BASELINE } from './ladder.ts';
import type { MeasuredPoint, MeasuredPoints } from './measured-points.ts';
import { type Experiment, pointOf } from './plan-points.ts';

/** All that the claims are judged by. */
export interface Evidence {
  readonly points: MeasuredPoints;
  /** The document's own network first. */
  readonly experiments: readonly Experiment[];
  readonly prices: ClaimPrices;
  /** Lines through batches of more and more files. */
  readonly fits: readonly LineFitRecord[];
}

/** What was measured of a rung: its own batch, or that of so many files. */
export function measured(
  { points }: Evidence,
  experiment: Experiment,
  rung: string,
  files?: number,
): MeasuredPoint | undefined {
  const contender = files === undefined ? rung : pointOf(experiment, rung, files)?.contender;
  return contender === undefined ? undefined : points.find(experiment.scenario, contender);
}

/**
 * What a pipeline is compared with: the original on a batch of the same size, where there is one, because the first files of a
 * process take longer than later ones; else its own batch.
 */
export const baselineFor = (
  evidence: Evidence,
  experiment: Experiment,
  subject: MeasuredPoint | undefined,
): MeasuredPoint | undefined =>
  (subject && measured(evidence, experiment, BASELINE, subject.workload.files)) ??
  measured(evidence, experiment, BASELINE);

export const whyNot = ({ points }: Evidence, { scenario }: Experiment, rung: string): string =>
  points.whyMissing(scenario, rung);

export const onNetwork = ({ profile }: Pick<Experiment, 'profile'>): string =>
  profile === 'none' ? 'no network between' : `network profile ${profile}`;

export type Claimed = Pick<Finding, 'what' | 'claimed' | 'quantity' | 'where'> & {
  readonly range: ClaimedRange;
};

/** A figure with its ruling; `missing` says why there is none. */
export function judged(claimed: Claimed, found: Estimate | undefined, missing = ''): Finding {
  const ruling = judgeFigure(found, claimed.range);
  const because = found === undefined && missing !== '' ? missing : ruling.because;
  return { ...claimed, found: found ?? null, ...ruling, because };
}

/** A figure that no verdict can rest on. */
export const meaningless = (
  claimed: Omit<Claimed, 'range'>,
  found: Estimate | undefined,
  because: string,
): Finding => ({
  ...claimed,
  range: null,
  found: found ?? null,
  verdict: 'not meaningful',
  isSettled: true,
  because,
});

export const atLeast = (low: number, high: number | null = null): ClaimedRange => ({
  low,
  high,
  better: 'more',
});

export const atMost = (high: number, low: number | null = null): ClaimedRange => ({
  low,
  high,
  better: 'less',
});

/** A single number stands for all that round to it: `10` for 9.5 to 10.5. */
export const rounded = (value: number, step: number): ClaimedRange =>
  atLeast(value - step / 2, value + step / 2);
