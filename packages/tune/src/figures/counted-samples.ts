import type { SampleOutcome, TuneSample } from '@parquetry/bench/record';
import type { BilledSample } from './event-dollars.ts';

/** Outcomes that are answers; each is a class of its own. */
export type AnswerKind = Extract<SampleOutcome, 'cold' | 'warm' | 'restored'>;

/** Samples of one kind that count: answered, with a REPORT, on a host that was not too busy. */
export const countedSamples = (samples: readonly TuneSample[], kind: AnswerKind): BilledSample[] =>
  samples.filter(
    (sample): sample is BilledSample =>
      sample.outcome === kind &&
      sample.discarded === undefined &&
      sample.billedMs !== null &&
      sample.durationMs !== null,
  );
