import type { Estimate, TuneSample } from '@parquetry/bench/record';
import { estimateMedian } from '@parquetry/bench/statistics';

const isAnswer = ({ discarded, outcome }: TuneSample) =>
  discarded === undefined && (outcome === 'warm' || outcome === 'cold' || outcome === 'restored');

/** From the first that was sent to the last that was answered; throttled ones take time and give no answer. */
function rateOf(samples: readonly TuneSample[]): number | undefined {
  const spans = samples.flatMap(({ clientMs, startedAt }) =>
    clientMs === null ? [] : [{ start: Date.parse(startedAt), end: Date.parse(startedAt) + clientMs }],
  );
  const start = Math.min(...spans.map((span) => span.start));
  const end = Math.max(...spans.map((span) => span.end));
  const answers = samples.filter(isAnswer).length;
  return end > start ? (1000 * answers) / (end - start) : undefined;
}

/** Answers per second over the rounds; null where a round has no two samples, as one event at a time has no rate. */
export function answersPerSecond(samples: readonly TuneSample[]): Estimate | null {
  const rounds = [...Map.groupBy(samples, ({ round }) => round).values()].filter(({ length }) => length > 1);
  const rates = rounds.map(rateOf).filter((rate) => rate !== undefined);
  return rates.length === 0 ? null : estimateMedian(rates);
}
