import type { EngineLimits } from '@parquetry/core';
import type { Bar, Metric } from '../record/bar.ts';
import type { OutputChoice, ScenarioDefinition } from './scenario.ts';

/** `of` takes at most `limit` times what `against` takes, or what whoever of them takes the most. */
export const atMost = (of: string, metric: Metric, limit: number, against: string | string[]): Bar => ({
  of,
  metric,
  limit,
  against,
});

/** `of` never holds more than `limit` bytes of memory. */
export const memoryAtMost = (of: string, limit: number): Bar => ({
  of,
  metric: 'peak-rss',
  limit,
  against: null,
});

/** Every pass of `of` counts so many at most. */
export const countAtMost = (of: string, metric: 'requests-per-file' | 'connections', limit: number): Bar => ({
  of,
  metric,
  limit,
  against: null,
});

/** What a scenario is run with. */
export interface Conditions {
  readonly engines: readonly string[];
  readonly contestants: readonly string[];
  readonly limits: EngineLimits;
  readonly plan: OutputChoice;
}

type OwnConditions = Pick<ScenarioDefinition, 'threads' | 'output'>;

function meetsConditions({ threads, output }: OwnConditions, { limits, plan }: Conditions): boolean {
  if (threads !== undefined && limits.threads !== threads) return false;
  return (
    output === undefined ||
    (output.formats.join() === plan.formats.join() &&
      output.parquetCodec === plan.parquetCodec &&
      output.avroCodec === plan.avroCodec &&
      (output.prefer ?? 'size') === (plan.prefer ?? 'size'))
  );
}

/**
 * The bars that can be judged: those whose two sides take part, when the scenario runs under its own conditions. Under
 * any other (threads, formats, codecs) a bar says nothing, and none is judged.
 *
 * @param judged stands in for the engine that the scenario's bars are about.
 */
export function applicableBars(
  definition: OwnConditions & Pick<ScenarioDefinition, 'bars'>,
  conditions: Conditions,
  judged?: string,
): Bar[] {
  if (!meetsConditions(definition, conditions)) return [];
  const entrants = new Set([...conditions.engines, ...conditions.contestants]);
  const bars = (definition.bars ?? []).map((bar) => (judged === undefined ? bar : { ...bar, of: judged }));
  return bars.filter(
    ({ of, against }) =>
      entrants.has(of) && [against ?? []].flat().every((other) => other !== of && entrants.has(other)),
  );
}
