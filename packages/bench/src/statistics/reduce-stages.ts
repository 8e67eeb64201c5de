import type { StageTimes } from '@parquetry/core';

const STAGES = ['readMs', 'parseMs', 'encodeParquetMs', 'encodeAvroMs', 'writeMs'] as const;

/** Applies `reduce` to each stage's values. */
export function reduceStages(
  stages: readonly StageTimes[],
  reduce: (values: readonly number[]) => number,
): StageTimes {
  const reduced = STAGES.map((stage) => [stage, reduce(stages.map((times) => times[stage]))]);
  return Object.fromEntries(reduced) as unknown as StageTimes;
}
