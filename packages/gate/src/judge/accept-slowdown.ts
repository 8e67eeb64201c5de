import type { GateAcceptance, GateBenchmark, GateRatio } from '@parquetry/bench/record';
import { overLooks } from '@parquetry/bench/statistics';
import type { SequentialPlan } from '../plan/sequential-plan.ts';
import type { AcceptedSlowdown } from '../reviewed/reviewed-file.ts';
import type { MetricRule } from './metric-rules.ts';
import type { Look } from './take-look.ts';

/** What a reviewer has agreed to for one metric of one benchmark. */
export type Slowdown = Pick<AcceptedSlowdown, 'upTo' | 'because'>;

/** Whether a regression stays within what was accepted; what is so far may still change with more pairs. */
export type Coverage = 'covered' | 'covered-so-far' | 'exceeded-so-far' | 'exceeded';

interface Regressed {
  readonly rule: MetricRule;
  readonly looks: readonly Look[];
  readonly ratio: GateRatio;
}

/**
 * A slowdown covers a regression where the estimate is no larger, and no look was certain of more. The run goes on until it
 * is certain that the accepted ratio is not exceeded by as much as a pass leaves open, or certain that it is exceeded; in
 * between it decides nothing.
 */
export function coverageOf(
  { rule, looks, ratio }: Regressed,
  { upTo }: Slowdown,
  { shares, alarmLevel }: SequentialPlan,
): Coverage {
  const beyond = looks.map(({ pValueBeyondAccepted }) => pValueBeyondAccepted ?? 1);
  const isWithin = ratio.estimate <= 1 + upTo;
  if (overLooks(beyond, shares) <= alarmLevel) return 'exceeded';
  if (!isWithin) return 'exceeded-so-far';
  const isSure = ratio.high !== null && ratio.high < (1 + upTo) * (rule.passBelow ?? rule.alarmFrom);
  return isSure ? 'covered' : 'covered-so-far';
}

/** Those of something that was not compared are void: they cover nothing. */
export const voidUnmeasured = (
  acceptances: readonly GateAcceptance[],
  benchmarks: readonly GateBenchmark[],
): GateAcceptance[] =>
  acceptances.map((one) => {
    const compared = benchmarks.find(({ name }) => name === one.benchmark)?.comparisons ?? [];
    if (one.void !== undefined || compared.some(({ metric }) => metric === one.metric)) return one;
    const metrics = compared.map(({ metric }) => metric).join(', ');
    return {
      ...one,
      void:
        metrics === ''
          ? 'no benchmark of that name was compared in this run'
          : `${one.benchmark} is not compared by ${one.metric}, only by ${metrics}`,
    };
  });
