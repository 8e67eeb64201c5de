import type { Distribution, MeasuredTuneCell, TuneRecord } from '@parquetry/bench/record';
import { TuneError } from '../plan/tune-error.ts';

/** What a result is the best by: the public tuner's names. */
export type Strategy = 'cost' | 'speed' | 'balanced';

interface Stat {
  readonly value: number;
  readonly averagePrice: number;
  readonly averageDuration: number;
}

type Answered = MeasuredTuneCell & { readonly warm: { readonly durationMs: Distribution } };

/** Of one engine and the least concurrency: the public tuner knows sizes alone. */
function comparableCells({ cells }: TuneRecord): Answered[] {
  const answered = cells.filter((cell): cell is Answered => cell.status === 'measured' && cell.warm !== null);
  const least = Math.min(...answered.map(({ concurrency }) => concurrency));
  const alone = answered.filter(({ concurrency }) => concurrency === least);
  return alone.filter(({ engine }) => engine === alone[0]!.engine);
}

const MB_PER_GB = 1024;

/** As the public tuner reckons it: GB-seconds of the mean duration, rounded up to a ms; no fee for the request. */
function statOf(cell: Answered, { prices }: TuneRecord): Stat {
  const averageDuration = cell.warm.durationMs.trimmedMean;
  const gbSeconds = (Math.ceil(averageDuration) / 1000) * (cell.memoryMb / MB_PER_GB);
  return { value: cell.memoryMb, averagePrice: gbSeconds * prices.dollarsPerGbSecond, averageDuration };
}

type Order = (one: Stat, other: Stat) => number;

const byPrice: Order = (one, other) => one.averagePrice - other.averagePrice;
const byDuration: Order = (one, other) => one.averageDuration - other.averageDuration;

function orderOf(strategy: Strategy, stats: readonly Stat[], weight: number): Order {
  switch (strategy) {
    case 'cost':
      return (one, other) => byPrice(one, other) || byDuration(one, other);
    case 'speed':
      return (one, other) => byDuration(one, other) || byPrice(one, other);
    case 'balanced': {
      const price = Math.max(...stats.map(({ averagePrice }) => averagePrice));
      const duration = Math.max(...stats.map(({ averageDuration }) => averageDuration));
      const score = (stat: Stat) =>
        (weight * stat.averagePrice) / price + ((1 - weight) * stat.averageDuration) / duration;
      return (one, other) => score(one) - score(other);
    }
    default:
      return strategy satisfies never;
  }
}

/**
 * The result as the public AWS Lambda Power Tuning would put it from these samples, by its definitions and at the record's
 * prices: for programs that read its output. It has no intervals, its winner wins by any difference, and there is no link
 * to a chart, as nothing is sent anywhere.
 *
 * @param strategy the public tuner's own default is `cost`.
 * @throws TuneError where no size has warm answers.
 */
export function powerTunerJson(record: TuneRecord, strategy: Strategy = 'cost'): string {
  const stats = comparableCells(record).map((cell) => statOf(cell, record));
  const [best] = stats.toSorted(orderOf(strategy, stats, record.plan.balancedWeight));
  if (best === undefined)
    throw new TuneError(
      'refused',
      `${record.function.name}: no size has warm answers, so there is no result to export; take samples of more sizes`,
    );
  const result = {
    power: best.value,
    cost: best.averagePrice,
    duration: best.averageDuration,
    stateMachine: { executionCost: 0, lambdaCost: record.spentDollars, visualization: null },
    stats: stats.toSorted((one, other) => one.value - other.value),
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}
