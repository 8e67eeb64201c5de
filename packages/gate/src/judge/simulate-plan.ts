import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { SequentialPlan } from '../plan/sequential-plan.ts';
import { type FollowedPlan, followPlan } from './follow-plan.ts';

export interface SimulatedNoise {
  /** `spiky`: one pair in twelve is off by a further five standard deviations on average, to either side. */
  readonly shape: 'normal' | 'spiky';
  /** Standard deviation of ln(head / base) over pairs; of `spiky` ones, spikes left out. 0.05 for 5 %. */
  readonly sd: number;
}

export interface SimulationRequest {
  readonly plan: SequentialPlan;
  readonly noise: SimulatedNoise;
  /** Of head: 0.05 for 5 %, below 0 where it is faster. */
  readonly slowdown: number;
  /** Fine comparisons in a run; nothing is found in the others. */
  readonly comparisons?: number;
  readonly runs: number;
  readonly seed: number;
}

export interface SimulatedPlan {
  readonly runs: number;
  /** Shares of the runs, of 1 in all. False alarms are the first one where head is no slower; power where it is. */
  readonly regression: number;
  readonly pass: number;
  readonly inconclusive: number;
  /** Share of the runs that are inconclusive with an interval that reaches beyond +10 %: they block. */
  readonly undecidedBeyond10Percent: number;
  readonly meanPairs: number;
}

const SPIKE_SHARE = 1 / 12;
const SPIKE_SDS = 5;

type Draw = () => number;

/** Standard normal. Source: G. E. P. Box and M. E. Muller, Annals of Mathematical Statistics 29 (1958), 610–611. */
const normal = (uniform: Draw): number =>
  Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

function noiseOf({ shape, sd }: SimulatedNoise, uniform: Draw): number {
  const usual = normal(uniform);
  switch (shape) {
    case 'normal':
      return sd * usual;
    case 'spiky': {
      if (uniform() >= SPIKE_SHARE) return sd * usual;
      const sign = uniform() < 0.5 ? -1 : 1;
      return sd * (usual - sign * SPIKE_SDS * Math.log(1 - uniform()));
    }
    default:
      return shape satisfies never;
  }
}

const MOST_UNDECIDED = 1.1;

/** What a plan would find in runs with a known slowdown and noise that is independent from pair to pair. */
export function simulatePlan(request: SimulationRequest): SimulatedPlan {
  const { plan, noise, slowdown, comparisons = 1, runs, seed } = request;
  const generator = xoroshiro128plus(seed);
  const uniform: Draw = () => uniformFloat64(generator);
  const draw: Draw = () => Math.log1p(slowdown) + noiseOf(noise, uniform);
  const found = Array.from({ length: runs }, () => followPlan(plan, draw, comparisons));
  const share = (test: (run: FollowedPlan) => boolean) => found.filter(test).length / runs;
  const isOpen = ({ verdict }: FollowedPlan) => verdict === 'inconclusive';
  return {
    runs,
    regression: share(({ verdict }) => verdict === 'regression'),
    pass: share(({ verdict }) => verdict === 'pass'),
    inconclusive: share(isOpen),
    undecidedBeyond10Percent: share((run) => isOpen(run) && (run.high ?? Infinity) > MOST_UNDECIDED),
    meanPairs: found.reduce((sum, { pairs }) => sum + pairs, 0) / runs,
  };
}
